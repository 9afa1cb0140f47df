"""Everyday words for the options that schemas offer, in English, German, French, Spanish and Dutch.

A line of a table is one option: how schemas call it, ``=``, and what people say for it, a language after the other between bars. A name with a colon ("fuel:electric") is one only
for a parameter that has the word before it in its name. ``*`` ends a beginning of a word; ``~`` stands for the
words between a verb and what belongs to it. A name with a question mark
is one where no other offer is a name of the line without it ("urgent" is high where nothing offered is urgent). A line without names holds phrases that mean no option, though a word of them does alone:
"business card", "good morning", "no problem".
"""
