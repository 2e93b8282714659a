"""Five hundred stations and a bureau through eight weeks, in compressed time. `python3 dev.py simulate`."""
