"""Links to papers in all the forms that people paste, each made one of: doi, pmid, arxiv, url."""

import re
import unicodedata
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

from bot.editorial.characters import clean_line
from bot.errors import InvalidInput
from bot.model import Link

LINK_LIMIT = 2000

_DOI = r"10\.\d{4,9}(?:\.\d+)*/\S+"
_DOI_FORM = re.compile(
    rf"(?:(?:info:|urn:)?doi\s*[:：/=]?\s*)?(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/(?:doi:)?)?(?P<doi>{_DOI})",
    re.IGNORECASE,
)
_DOI_IN_PATH = re.compile(rf"/({_DOI})")
_AFTER_DOI = re.compile(
    r"(?:/(?:full|abstract|abs|summary|pdf|epdf|pdfdirect|html|fulltext|meta|references|tables|figures|"
    r"citations?|info|epub|full-text|full-xml|xml)|\.(?:full|pdf|abstract|short|html?|full-text|full\.pdf)|/)+$",
    re.IGNORECASE,
)
_OXFORD_PAGE = re.compile(r"^(10\.1093/\S+)/\d{5,}$")
_PAGES = (
    (re.compile(r"(?:www\.)?nature\.com/articles/([a-z][\w.-]*?)(?:_reference)?(?:\.pdf)?(?:/.*)?"), "10.1038/"),
    (
        re.compile(r"(?:www\.)?elifesciences\.org/(?:articles|reviewed-preprints)/(\d+)(?:v\d+)?(?:[./].*)?"),
        "10.7554/elife.",
    ),
)
_PREPRINT_VERSION = re.compile(r"^(10\.(?:1101|64898)/[\d.]+)v\d+$")
_PLOS_FIGURE = re.compile(r"^(10\.1371/journal\.[a-z]+\.\d{7})\.[a-z]\d{3}$")

_PMID_FORM = re.compile(r"(?:pmid|pubmed(?:\s+id)?)\s*:?\s*(\d{1,8})|(\d{5,8})", re.IGNORECASE)
_PMID_PAGE = re.compile(
    r"(?:(?:m\.)?pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed|"
    r"(?:www\.)?europepmc\.org/(?:article|abstract)/med)/(\d{1,8})/?",
    re.IGNORECASE,
)
_PMC_FORM = re.compile(
    r"(?:(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/|"
    r"(?:www\.)?europepmc\.org/(?:article|abstract|articles)/(?:pmc/)?)|pmcid\s*:?\s*)?(PMC\d{1,9})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_PMC_PAGE = "https://pmc.ncbi.nlm.nih.gov/articles/{}/"
_ARXIV_FORM = re.compile(
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format|e-print)/|arxiv\s*[:.]?\s*)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?(?:[?#]\S*)?(?:\s+\[[\w.-]+\])?",
    re.IGNORECASE,
)

_BARE_ADDRESS = re.compile(r"[^\s/:@?#]+\.[^\W\d_]{2,}(?:[/?#]\S*)?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|_hs.*|af|dgcid|rft_dat|track|cmpid|wt\.mc_id|"
    r"ncid|rss|ref_src",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"

_LINK_IN_PROSE = re.compile(r"https?://[^\s<>]+|(?<![\w./])10\.\d{4,9}(?:\.\d+)*/\S+", re.IGNORECASE)
_TRAILING = ".,;:!?'\"”’»…*_~|`。，、）」"
_LEADING = " \"'“‘«*_|~`([{<"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def parse_link(value: str) -> Link:
    """A link from a DOI, PMID, PMC or arXiv number, or an http(s) address, in any usual form.

    Identifiers found in addresses count as such. InvalidInput says what is wrong with anything else.
    """
    text = bare(value)
    if not text:
        raise InvalidInput("The link is empty. Give a DOI, a PMID, an arXiv number or an http(s) address.")
    if len(text) > LINK_LIMIT:
        raise InvalidInput(f"The link may have {LINK_LIMIT} characters; this one has {len(text)}. Give its DOI.")
    return _identifier(text) or _web_address(text)


def bare(value: str) -> str:
    """A link without what people put around it: brackets, quotes, stars, and punctuation behind it."""
    return _without_ends(clean_line(value).lstrip(_LEADING)).strip()


def first_link(content: str) -> str:
    """The first http(s) address or DOI in a message, without brackets and punctuation around it; "" without one."""
    found = _LINK_IN_PROSE.search(content)
    return _without_ends(found[0]) if found else ""


def arxiv_number(value: str) -> str | None:
    """The arXiv number without its version, also of arXiv's own DOIs; None for anything else."""
    found = _ARXIV_FORM.fullmatch(value.removeprefix("10.48550/"))
    return found[1].lower() if found else None


def _identifier(text: str) -> Link | None:
    if arxiv := _ARXIV_FORM.fullmatch(text):
        return Link(kind="arxiv", value=arxiv[1])
    if pmid := _PMID_FORM.fullmatch(text):
        return Link(kind="pmid", value=(pmid[1] or pmid[2]).lstrip("0") or "0")
    if pmc := _PMC_FORM.fullmatch(text):
        return Link(kind="url", value=_PMC_PAGE.format(pmc[1].upper()))
    if doi := _DOI_FORM.fullmatch(text):
        is_address = "doi.org/" in text.lower()
        return _doi_link(unquote(re.split("[?#]", doi["doi"])[0]) if is_address else doi["doi"])
    return None


def _web_address(text: str) -> Link:
    if _BARE_ADDRESS.fullmatch(text):
        text = f"https://{text}"
    parts = _split(text)
    if pmid := _PMID_PAGE.fullmatch(f"{parts.hostname}{parts.path}"):
        return Link(kind="pmid", value=pmid[1].lstrip("0") or "0")
    return _doi_in_address(parts) or _doi_of_page(parts) or Link(kind="url", value=_normalised(parts))


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        known = parts.scheme.lower() in _DEFAULT_PORTS
        usable = known and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known, usable, parts = True, False, urlsplit("")
    if not known:
        raise InvalidInput(
            "This is no link to a paper. Give a DOI, a PMID, an arXiv number or an address that starts with https://."
        )
    if not usable or " " in text or "\\" in text:
        raise InvalidInput("This web address is not complete, or has blanks in it. Copy it again from the browser.")
    return parts


def _doi_in_address(parts: SplitResult) -> Link | None:
    if found := _DOI_IN_PATH.search(unquote(parts.path)):
        return _doi_link(_OXFORD_PAGE.sub(r"\1", _AFTER_DOI.sub("", found[1])))
    for _, value in parse_qsl(parts.query):
        if doi := _DOI_FORM.fullmatch(value):
            return _doi_link(doi["doi"])
    return None


def _doi_of_page(parts: SplitResult) -> Link | None:
    """The DOI of a publisher whose addresses have its end alone."""
    for page, prefix in _PAGES:
        if found := page.fullmatch(f"{parts.hostname}{unquote(parts.path)}"):
            return _doi_link(f"{prefix}{found[1]}")
    return None


def _doi_link(raw: str) -> Link:
    doi = _without_ends(clean_line(raw)).lower()
    for extended in (_PLOS_FIGURE, _PREPRINT_VERSION):
        doi = extended.sub(r"\1", doi)
    return Link(kind="doi", value=doi)


def _normalised(parts: SplitResult) -> str:
    scheme = parts.scheme.lower()
    host = _host(parts.hostname or "")
    if parts.port and parts.port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{parts.port}"
    pairs = [pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])]
    path = quote(parts.path or "/", safe=_SAFE_IN_PATH)
    address = urlunsplit((scheme, host, path, quote("&".join(pairs), safe=f"{_SAFE_IN_PATH}?"), ""))
    if len(address) > LINK_LIMIT:
        raise InvalidInput(f"The link may have {LINK_LIMIT} characters; this one is longer. Give its DOI instead.")
    return address


def _host(raw: str) -> str:
    """The host as it stands in the DNS: lower case, other scripts in Punycode."""
    if ":" in raw:
        return _ipv6(raw)
    labels = unicodedata.normalize("NFKC", raw).lower().replace("。", ".").rstrip(".").split(".")
    encoded = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels]
    if not all(_LABEL.fullmatch(label) for label in encoded) or any(map(_has_signs, labels)):
        raise InvalidInput("This web address has no usable host name. Copy it again from the browser.")
    return ".".join(encoded)


def _ipv6(raw: str) -> str:
    try:
        return f"[{IPv6Address(raw).compressed}]"
    except AddressValueError:
        raise InvalidInput("This web address has no usable host name. Copy it again from the browser.") from None


def _has_signs(label: str) -> bool:
    """Whether there is something else in it than letters, accents, digits and hyphens."""
    return any(unicodedata.category(one)[0] not in "LMN" and one not in "-_" for one in label)


def _without_ends(link: str) -> str:
    """The link without punctuation at its end, and without a closing bracket that was opened before it."""
    while link:
        last = link[-1]
        opening = _BRACKETS.get(last)
        if last not in _TRAILING and (opening is None or link.count(last) <= link.count(opening)):
            break
        link = link[:-1]
    return link
