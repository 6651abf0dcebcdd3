"""Letters of other alphabets that look like Latin ones, after Unicode's list of confusables (UTS #39, version 15)."""

import string

_LOOKALIKES = {
    "a": "ɐɑΑαАаᎪᗅᴀꓮ𐊠𖽀",
    "b": "ƄʙΒВЬвᏏᏴᑲᖯᗷꓐꞴ𐊂𐊡𐌁",
    "c": "ƈςСсᏟᴄⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜",
    "d": "đɖԁᎠᏧᑯᗞᗪᴅꓒꓓ",
    "e": "ɛΕεЕеэҽᎬᴇⴹꓰꬲ𐊆𑢦𑢮",
    "f": "ƒϜքᖴẝꓝꜰꞘꞙꬵ𐊇𐊥𐔥𑢢𑣂",
    "g": "ƍɡɢԌցᏀᏳᶃꓖ",
    "h": "ħʜΗНнһհᎻᏂᕼⲎꓧ𐋏",
    "i": "ıɨɩɪιіᎥꙇꭵ𑣃",
    "j": "ͿϳЈјᎫᒍᴊꓙꞲ",
    "k": "ΚκКкᏦᛕᴋⲔꓗ𐔘",
    "l": "ӏłƖǀɭʟΙІӀᏞᒪᛁⲒⳐⵏꓡꓲ𐊊𐌉𐐛𐔦𑢣𑢲𖼖𖼨",
    "m": "ΜϺМмᎷᗰᛖᴍⲘꓟ𐊰𐌑",
    "n": "ɲɴΝηпոռⲚꓠ𐔓",
    "o": "øɵΟοσОоՕօଠഠဝჿዐᴏᴑⲞⲟⵔꓳꬽ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑢵𑣈𑣗",
    "p": "þΡρРрᏢᑭᴘⲢⲣꓑ𐊕",
    "q": "ԛգզⵕ",
    "r": "ƦɹɾʀгᎡᏒᖇᴦⲅꓣꭇꭈꮁ𐒴𖼵",
    "s": "ƽʂЅѕՏᏕᏚꓢꜱꮪ𐊖𐐠𐑈𑣁𖼺",
    "t": "ΤτТтᎢᴛⲦꓔ𐊗𐊱𐌕𑢼𖼊",
    "u": "ʉʋμυцՍսሀᑌᴜꓴꞟꭎꭒ𐓎𐓶𑢸𑣘𖽂",
    "v": "νѴѵᏙᐯᴠⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈",
    "w": "ɯωшщѡԜԝաᎳᏔᴡꓪꮃ𑜊𑜎𑜏",
    "x": "ΧХхᕁᕽᚷⲬⵝꓫꞳ𐊐𐊴𐌗𐔧",
    "y": "ɣʎʏΥγУуҮүყᎩᎽᶌỿⲨꓬꭚ𐊲𑢤𑣜𖽃",
    "z": "ʐʒΖᏃᴢꓜꮓ𑢩𑣄",
}

# Rows of letters in boxes and circles, which no normalisation opens; the last row makes flags.
_ROWS = (0x1F150, 0x1F170, 0x1F1E6)

LATIN = {
    **{ord(other): letter for letter, others in _LOOKALIKES.items() for other in others},
    **{start + place: letter for start in _ROWS for place, letter in enumerate(string.ascii_lowercase)},
}
"""The Latin letter, a small one, that each of them is read as, by code point."""
