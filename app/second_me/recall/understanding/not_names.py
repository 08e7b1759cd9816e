"""Capitalised words that are no names of anybody, and well-known places."""

from typing import Final

from second_me.core.calendar_days import MONTHS, WEEKDAYS
from second_me.recall.understanding.tokens import fold, word_set

NOT_NAMES: Final = (
    frozenset(month.lower() for month in MONTHS)
    | frozenset(month[:3].lower() for month in MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(f"{day}s" for day in WEEKDAYS)
    | word_set(
        """
        i i'm i've i'd i'll im mr mrs ms dr prof sir madam professor doctor master manager director
        coach teacher president captain aunt auntie uncle cousin mom mum dad mama papa mommy daddy
        grandma grandpa granny nana mother father bachelor bachelor's master's phd christmas easter
        halloween thanksgiving hanukkah ramadan diwali eid xmas spring summer autumn fall winter am
        pm tv ok okay yes no dj cd dvd pc usb gps pdf url id internet wifi sms english american
        british scottish irish welsh french german italian spanish portuguese dutch belgian swiss
        austrian swedish norwegian danish finnish polish czech hungarian romanian greek turkish
        russian ukrainian chinese cantonese mandarin japanese korean indian pakistani thai
        vietnamese indonesian malay filipino australian canadian mexican brazilian african european
        asian arab arabic hebrew jewish christian muslim catholic buddhist hindu latin western
        eastern northern southern
        """
    )
)

_PLACES: Final = """
Afghanistan, Africa, Alabama, Alaska, Albania, Algeria, America, Amsterdam, Andorra, Angola,
Antarctica, Argentina, Arizona, Arkansas, Armenia, Asia, Athens, Atlanta, Austin, Australia,
Austria, Azerbaijan, Bahrain, Bali, Baltimore, Bangkok, Bangladesh, Barcelona, Bavaria, Beijing,
Belarus, Belfast, Belgium, Belgrade, Berlin, Bern, Bolivia, Bordeaux, Bosnia, Boston,
Bratislava, Brazil, Bristol, Britain, Brooklyn, Brussels, Bucharest, Budapest, Buenos Aires,
Bulgaria, Cairo, California, Cambodia, Cambridge, Cameroon, Canada, Cape Town, Caribbean,
Catalonia, Chicago, Chile, China, Cologne, Colombia, Colorado, Connecticut, Copenhagen, Costa
Rica, Crete, Croatia, Cuba, Cyprus, Czechia, Dallas, Delaware, Delhi, Denmark, Denver, Detroit,
Dubai, Dublin, Ecuador, Edinburgh, Egypt, England, Estonia, Ethiopia, Europe, Finland, Florence,
Florida, France, Frankfurt, Geneva, Georgia, Germany, Ghana, Glasgow, Graz, Greece, Guangzhou,
Hamburg, Hangzhou, Hanoi, Hawaii, Helsinki, Hollywood, Hong Kong, Houston, Hungary, Iceland,
Idaho, Illinois, India, Indiana, Indonesia, Innsbruck, Iowa, Iran, Iraq, Ireland, Israel,
Istanbul, Italy, Jakarta, Jamaica, Japan, Jerusalem, Johannesburg, Kansas, Kenya, Kentucky,
Korea, Kuwait, Kyoto, Las Vegas, Latvia, Lebanon, Leeds, Leipzig, Lima, Lisbon, Lithuania,
Liverpool, London, Los Angeles, Louisiana, Luxembourg, Lyon, Madrid, Maine, Malaysia, Malta,
Manchester, Manhattan, Marseille, Maryland, Massachusetts, Melbourne, Memphis, Mexico, Miami,
Michigan, Milan, Minnesota, Mississippi, Missouri, Moldova, Monaco, Mongolia, Montana,
Montenegro, Montreal, Morocco, Moscow, Mumbai, Munich, Nairobi, Naples, Nashville, Nebraska,
Nepal, Netherlands, Nevada, New Hampshire, New Jersey, New Mexico, New Orleans, New York, New
York City, New Zealand, Nicaragua, Nigeria, North Carolina, North Dakota, Norway, Ohio,
Oklahoma, Oregon, Osaka, Oslo, Ottawa, Oxford, Pakistan, Palestine, Panama, Paraguay, Paris,
Pennsylvania, Peru, Philadelphia, Philippines, Phoenix, Pittsburgh, Poland, Porto, Portland,
Portugal, Prague, Provence, Qatar, Quebec, Rhode Island, Riga, Rio, Romania, Rome, Russia,
Sacramento, Salzburg, San Antonio, San Diego, San Francisco, San Jose, Santiago, Sao Paulo,
Sardinia, Saudi Arabia, Scandinavia, Scotland, Seattle, Senegal, Seoul, Serbia, Seville,
Shanghai, Shenzhen, Siberia, Sicily, Singapore, Slovakia, Slovenia, Sofia, South Africa, South
Carolina, South Dakota, South Korea, Spain, Stockholm, Strasbourg, Stuttgart, Sudan, Sweden,
Switzerland, Sydney, Syria, Taipei, Taiwan, Tampa, Tanzania, Tennessee, Texas, Thailand, Tibet,
Tokyo, Toronto, Tunisia, Turin, Turkey, Tuscany, Tyrol, UAE, Uganda, UK, Ukraine, United
Kingdom, United States, Uruguay, USA, Utah, Valencia, Vancouver, Venezuela, Venice, Vermont,
Vienna, Vietnam, Virginia, Wales, Warsaw, Washington, Wisconsin, Wyoming, Yemen, Zagreb, Zambia,
Zimbabwe, Zurich
"""
PLACES: Final = frozenset(fold(" ".join(place.split())) for place in _PLACES.split(","))
"""Places that are known even if memory has never heard of them."""
