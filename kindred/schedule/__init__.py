"""When a weekly post is due, and which text comes next.

weekly         a weekday, a time and a zone, through every change of the clocks
rotation       which text comes next, and which after that
tz_data        the time zones, out of PyPI's tzdata, and how old they are
zones          finds time zones as people name them
place_names    what people call their country, state, city or clock
parsing        reads times and pauses as people type them
time_words     the words of times and pauses in many languages
natural_dates  reads a day as people write it
draft          a schedule that is being set up, packed into a button
"""
