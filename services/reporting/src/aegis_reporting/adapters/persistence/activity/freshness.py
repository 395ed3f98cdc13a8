"""When a read may say that it knows of an event: once the event is in the inbox and scoring has answered it."""

HANDLED = """
select asked.place
from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) as asked(place, grp, topic, key, version)
join inbox using (grp, topic, key)
where inbox.version >= asked.version
    and not exists (
        select from cause
        where not cause.answered and cause.topic = asked.topic and cause.key = asked.key
            and cause.version <= asked.version
    )
"""
"""For `InboxWatch`. An event, and its being waited for, are noted in one transaction: whoever sees the one sees the
other. Earlier events of the same thing count too: a token names the last event of a command."""
