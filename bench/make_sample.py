"""Writes data/requests_sample.csv: 200 requests of our own making, in the form that city request systems export.

The places and words are invented; the mix of types, the empty fields and the doubles are what real exports taught.
"""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

SAMPLE = Path(__file__).parent / "data" / "requests_sample.csv"
ROWS = 200
NEW_YEAR = datetime.fromisoformat("2026-01-01T00:00:00")  # local, without an offset, as such exports are
COLUMNS = ("request_id", "type", "channel", "status", "created_local", "closed_local", "agency", "block_address")
MORE_COLUMNS = ("neighborhood", "lat", "lon")
TYPES = {  # how often of a hundred
    ("Water Leak (Exterior)", "Water Wastewater"): 14,
    ("No Water", "Water Wastewater"): 10,
    ("Low Pressure", "Water Wastewater"): 5,
    ("Water Discolored", "Water Wastewater"): 4,
    ("Sewer Overflow", "Water Wastewater"): 9,
    ("Storm Flooded Street", "Water Wastewater"): 5,
    ("Bulk Scheduled", "Solid Waste"): 12,
    ("Dirty Alley", "Solid Waste"): 12,
    ("Trash Can/Recycling Container Complaint", "Solid Waste"): 7,
    ("Mixed Refuse", "Solid Waste"): 8,
    ("Rat Rubout", "Solid Waste"): 10,
    ("Customer Inquiries", "Water Wastewater"): 4,
}
QUARTERS = (
    *("Old Market", "Riverside", "Palm Grove", "Brick Kilns", "Upper Canal", "Lower Canal", "Rail Yard", "Seven Wells"),
    *("Hospital Hill", "Fig Street", "Potters", "New Housing", "Fishermen", "Airfield", "Date Gardens", "East Gate"),
    *("West Gate", "Tannery", "Mill Pond", "School Road"),
)


def main() -> None:
    chance = random.Random(311)
    SAMPLE.parent.mkdir(exist_ok=True)
    with SAMPLE.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow((*COLUMNS, *MORE_COLUMNS))
        out.writerows(row(chance, number) for number in range(1, ROWS + 1))
    print(f"{ROWS} requests written")


def row(chance: random.Random, number: int) -> tuple[object, ...]:
    [(kind, agency)] = chance.choices(list(TYPES), weights=list(TYPES.values()))
    created = NEW_YEAR + timedelta(minutes=chance.randrange(525_600))
    done = created + timedelta(hours=chance.expovariate(1 / 96))
    is_open = chance.random() < 0.05
    where = "" if chance.random() < 0.06 else chance.choice(QUARTERS)
    at = (round(33.40 + chance.random() / 10, 5), round(43.25 + chance.random() / 10, 5)) if where else ("", "")
    address = f"{chance.randrange(1, 60)}00 block {chance.choice(QUARTERS).upper()} ROAD"
    channel, status = chance.choice(("Phone", "API", "Internal")), "Open" if is_open else "Closed"
    times = created.isoformat(), "" if is_open else done.isoformat(timespec="seconds")
    return (f"26-{number:08d}", kind, channel, status, *times, agency, address, where, *at)


if __name__ == "__main__":
    main()
