-- Issues go into a channel one after the other, so for each that is to begin it is asked what else is under way there.
CREATE INDEX deliveries_under_way ON deliveries (channel_id, digest_id) WHERE state IN ('due', 'claimed');
