"""The index of the search: its entries, and the database's own index of their words."""

from django.db import migrations, models

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE portal_entry_tokens USING fts5(title, text, "
        "tokenize = \"unicode61 remove_diacritics 0 tokenchars '=¶'\")",
    ],
    "postgresql": [
        "ALTER TABLE portal_entry ADD COLUMN tokens tsvector",
        "CREATE INDEX portal_entry_tokens ON portal_entry USING gin (tokens)",
    ],
}
# On PostgreSQL the column goes with its table.
DROP = {"sqlite": ["DROP TABLE portal_entry_tokens"], "postgresql": []}


def create(_apps, editor):
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)


def drop(_apps, editor):
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('record', models.PositiveBigIntegerField(verbose_name='number of the record')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('method', models.CharField(max_length=40, verbose_name='method')),
            ],
            options={
                'verbose_name': 'entry of the search',
                'verbose_name_plural': 'entries of the search',
                'ordering': ['kind', 'record'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'record'), name='one_entry_per_record')],
            },
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(max_length=64, unique=True, verbose_name='folded')),
                ('written', models.CharField(max_length=64, verbose_name='written')),
            ],
            options={
                'verbose_name': 'known word',
                'verbose_name_plural': 'known words',
                'ordering': ['folded'],
            },
        ),
        migrations.RunPython(create, drop),
    ]
