"""Every charter that stands already gets its present words as its first dated version."""

import hashlib

import msgspec
from django.db import migrations

from qunce.community.charter.policy import Layer, merge, purpose_layer, purpose_named
from qunce.community.charter.purposes import PURPOSES, CharterTerms, changed

# As the tables were at this migration; later terms are not in them.
TERMS = (
    "theme", "audience", "value_proposition", "reply_limit_minutes", "nickname_format", "size_cap", "silent_days",
    "life_days", "topic_scope", "side_group", "service_hours", "rules", "floor", "mute_hours",
)  # fmt: skip


def terms_of(row):
    said = {name: getattr(row, name) for name in TERMS if getattr(row, name) is not None}
    return msgspec.convert({**said, "purpose": row.purpose or None}, CharterTerms)


def chain(templates, template_id):
    found, seen = [], set()
    while template_id in templates and template_id not in seen:
        seen.add(template_id)
        found.append(Layer(f"template:{template_id}", terms_of(templates[template_id])))
        template_id = templates[template_id].parent_id
    return found[::-1]


def purposes_of(rows):
    table = dict(PURPOSES.items())
    for row in rows:
        if row.key in table:
            terms = msgspec.convert(row.terms, CharterTerms) if row.terms else None
            table[row.key] = changed(table[row.key], name=row.name or None, weights=row.weights, terms=terms)
    return table


def write(apps, schema_editor):
    model = {name: apps.get_model("charter", name) for name in
             ("Charter", "CharterTemplate", "CharterContent", "CharterVersion", "Purpose")}  # fmt: skip
    for workspace_id in list(model["Charter"].objects.values_list("workspace_id", flat=True).distinct().order_by()):
        templates = {row.pk: row for row in model["CharterTemplate"].objects.filter(workspace_id=workspace_id)}
        table = purposes_of(model["Purpose"].objects.filter(workspace_id=workspace_id))
        contents, fresh = {}, []
        for row in model["Charter"].objects.filter(workspace_id=workspace_id).iterator(chunk_size=1000):
            layers = [*chain(templates, row.template_id), Layer("own", terms_of(row))]
            purpose = table.get(purpose_named(layers, "service"), table["service"])
            content = msgspec.to_builtins(merge([purpose_layer(purpose), *layers]).charter)
            del content["version"]
            digest = hashlib.blake2b(msgspec.json.encode(content, order="deterministic"), digest_size=16).hexdigest()
            if digest not in contents:
                contents[digest], _new = model["CharterContent"].objects.get_or_create(
                    workspace_id=workspace_id, digest=digest, defaults={"terms": content}
                )
            fresh.append(
                model["CharterVersion"](
                    workspace_id=workspace_id, group_id=row.group_id, number=row.version, content=contents[digest],
                    since=row.updated_at, by="system",
                )
            )  # fmt: skip
        model["CharterVersion"].objects.bulk_create(fresh, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("charter", "0002_versions")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=True)]
