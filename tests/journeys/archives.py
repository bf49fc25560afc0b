"""Digest pages of the tests' own, in the shape of a pasted web page."""

TWO_ENTRIES = """Exosomes Digest (1/4 May 2025)
- Lisa
- May 14
- 2 min read
What we liked in the past week.

Carriers over the blood-brain barrier
Background
Few drugs pass the blood-brain barrier (BBB).
Main body
Vesicles from neurons were loaded with a small RNA and passed it in mice.
Conclusion
Loaded vesicles may carry drugs into the brain.
Autophagy and vesicle release in tumours
Abstract
Tumour cells that cannot digest what they take up release more vesicles. We show that autophagy decides.
"""

LATER = """Exosomes Digest (2/4 May 2025)
- Lisa
- May 21
- 1 min read
Another week.

A surface marker of exomeres
Abstract
Exomeres are smaller than exosomes and carry no membrane.
"""


def page_of(label: str, date: str, titles: list[str]) -> str:
    """A digest page with an entry of one sentence for each title."""
    entries = "\n".join(f"{title}\nAbstract\nWhat was found about {title.lower()}." for title in titles)
    return f"Exosomes Digest ({label})\n- Lisa\n- {date}\n- 1 min read\nA week.\n\n{entries}\n"


WITH_AUTHORS = """Exosomes Digest (3/4 May 2025)
- Lisa
- May 28
- 1 min read
A week with authors.

Integrins steer vesicles to the lung
Authors: Ayuko Hoshino, Bruno Costa-Silva
DOI: 10.1038/nature15756
Tags: cancer, integrins
Abstract
What leaves a tumour settles where its surface fits.
A sponge for small particles
Authors: Lydia Alvarez-Erviti
PMID: 21423189
Tags: cancer, therapy
Abstract
Polymers take up what circulates in the blood.
"""
