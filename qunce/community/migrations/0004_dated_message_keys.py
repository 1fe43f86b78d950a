"""Message keys begin with the day (see Message.key), so that an import writes to one place of the index."""

from django.db import migrations

HASH_MASK = (1 << 46) - 1


class Migration(migrations.Migration):
    dependencies = [("community", "0003_source_precision")]

    operations = [
        migrations.RunSQL(
            "UPDATE community_message SET key ="
            " ((CASE WHEN sent_at < 0 THEN 0 WHEN sent_at / 86400 > 131071 THEN 131071 ELSE sent_at / 86400 END) << 46)"
            f" | (key & {HASH_MASK})"
        )
    ]
