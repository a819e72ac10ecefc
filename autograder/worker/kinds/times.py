"""Dates and times of the standard library."""

import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from autograder.worker.kinds.kind import Kind, require
from autograder.worker.wire_values import WireError

TYPES = frozenset({datetime.date, datetime.time, datetime.datetime, datetime.timedelta})
Zone = datetime.tzinfo | None


def zone_parts(zone: Zone) -> int | str | None:
    """Return a time zone's name, or its offset in seconds; None where there is none."""
    if zone is None:
        return None
    if type(zone) is ZoneInfo and zone.key in _known_zones():
        return zone.key
    if type(zone) is datetime.timezone:
        seconds = zone.utcoffset(None).total_seconds()
        if seconds.is_integer():
            return int(seconds)
    raise WireError(f"a time zone of type {type(zone).__qualname__} cannot cross")


def built_zone(part: Any) -> Zone:
    """Return a time zone; only one that this machine knows by its name."""
    if part is None:
        return None
    if type(part) is int:
        return datetime.timezone(datetime.timedelta(seconds=part))
    require(type(part) is str and part in _known_zones(), "an unknown time zone")
    return ZoneInfo(part)


@cache
def _known_zones() -> frozenset[str]:
    """Return the names of all time zones; to look them up takes milliseconds."""
    return frozenset(available_timezones())


def _clock_parts(value: Any) -> list[Any]:
    clock = [value.hour, value.minute, value.second, value.microsecond]
    return [*clock, value.fold, zone_parts(value.tzinfo)]


def _date_parts(value: datetime.date) -> list[Any]:
    return [value.year, value.month, value.day]


def _datetime_parts(value: datetime.datetime) -> list[Any]:
    return [*_date_parts(value), *_clock_parts(value)]


def _timedelta_parts(value: datetime.timedelta) -> list[Any]:
    return [value.days, value.seconds, value.microseconds]


def _built_date(*numbers: Any) -> datetime.date:
    return datetime.date(*_whole(numbers))


def _built_datetime(*parts: Any) -> datetime.datetime:
    *numbers, fold, zone = parts
    made = datetime.datetime(*_whole(numbers))
    return made.replace(fold=fold, tzinfo=built_zone(zone))


def _built_time(*parts: Any) -> datetime.time:
    *numbers, fold, zone = parts
    made = datetime.time(*_whole(numbers))
    return made.replace(fold=fold, tzinfo=built_zone(zone))


def _built_timedelta(*numbers: Any) -> datetime.timedelta:
    require(len(numbers) == 3, "a span of time of other than three numbers")
    return datetime.timedelta(*_whole(numbers))


def _whole(numbers: Any) -> Any:
    """Return the numbers of a date; given bytes the constructors would read them as a pickle."""
    require(all(type(number) is int for number in numbers), "a date of something else than numbers")
    return numbers


KINDS = (
    Kind("date", "datetime", ("date",), _date_parts, _built_date),
    Kind("datetime", "datetime", ("datetime",), _datetime_parts, _built_datetime),
    Kind("time", "datetime", ("time",), _clock_parts, _built_time),
    Kind("timedelta", "datetime", ("timedelta",), _timedelta_parts, _built_timedelta),
)
