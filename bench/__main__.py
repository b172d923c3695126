"""`make bench`: figures as ratios against a floor, measured in the same run on the same machine."""

import os
import sys
import tempfile
from pathlib import Path

RECORDS = 100_000


def main():
    """Fill a database, measure, print; nothing is asserted, as times differ from machine to machine."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ["TASK_QUEUE_URL"] = f"sqlite:///{Path(folder) / 'queue.sqlite3'}"
        os.environ["ATTACHMENT_OPTIONS"] = f'{{"location": "{folder}/attachments"}}'
        os.environ["BENCH_STATIC"] = f"{folder}/static"
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        import django

        django.setup()
        from django.core.management import call_command

        from bench import lists_upload, measures, papers, polling, reading, seed, uploads

        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        with measures.sandbox(folder) as url:
            user = seed.officer()
            account = seed.account(url)
            print(f"Writing {RECORDS:,} file records …", file=sys.stderr)
            seed.fill(RECORDS, user, account)
            seed.settle()
            measures.lists()
            measures.preview(user)
            reading.reading()
            lists_upload.lists_upload(user, account)
            uploads.uploads(user)
            measures.batch_of_100(user, account)
            polling.polling(user)
        papers.papers()


if __name__ == "__main__":
    main()
