"""Made-up names. Surnames are trees, birds and stones, so that nobody takes them for anyone."""

import numpy as np

from data.demo.draws import Texts

GIRLS = """
    Abigail Adele Amber Amina Anouk Beatrix Bryony Cara Celia Chloe Clementine Dalia Daisy Edie Elowen Esme
    Fatima Fern Freya Gaia Hattie Hazel Imogen Iris Isla Ivy Jasmine Juniper Kezia Lila Lottie Mabel Maya Nell
    Nina Olive Orla Pearl Poppy Rosa Ruby Sadie Skye Tabitha Thea Una Violet Willa Yasmin Zara
"""
BOYS = """
    Aaron Alfie Ambrose Archie Arlo Bertie Bilal Caleb Callum Cormac Dexter Dylan Eddie Elias Ewan Felix Finlay
    Gabriel George Gus Hamza Harvey Hugo Idris Jago Jasper Joel Kai Kit Laurie Leo Linus Max Milo Nathan Ned
    Noah Omar Oscar Otis Percy Rafe Reuben Rory Silas Stanley Toby Umar Wilf Zach
"""
LAST = """
    Alder Ashgrove Aspen Bayleaf Beechwood Birchall Blackbird Bramble Briar Bullfinch Cedarlow Chaffinch
    Chalkhill Cherrytree Cobblestone Corncrake Cypress Dogwood Dunnock Elderflower Elmtree Fieldfare Firtree
    Flintlock Goldcrest Granitehill Greenfinch Hawthorne Hazelmere Hollybush Hornbeam Ironstone Jackdaw
    Juniperly Kestrel Kingfisher Lapwing Larchwood Limestone Lindentree Magpie Maplewood Marble Millstone
    Moorhen Nightjar Nuthatch Oakapple Ouzel Pebble Peartree Pinecone Plover Poplar Quartz Redstart Redwing
    Ringdove Rowanberry Sandstone Shalestone Siskin Skylark Slatehill Sorrel Spruce Starling Stonechat
    Swallowtail Sycamore Thistle Thornbush Treecreeper Wagtail Walnut Warblerly Waxwing Whinchat Willowherb
    Woodlark Wren Yewtree
"""


def forenames(rng: np.random.Generator, sex: Texts) -> Texts:
    """A forename each: F, M, or either."""
    girls, boys = np.array(GIRLS.split(), dtype=object), np.array(BOYS.split(), dtype=object)
    number = rng.integers(0, min(len(girls), len(boys)), len(sex))
    girl = (sex == "F") | ((sex != "M") & (number % 2 == 0))
    chosen: Texts = np.where(girl, girls[number], boys[number])
    return chosen


def surnames(rng: np.random.Generator, count: int) -> Texts:
    names = np.array(LAST.split(), dtype=object)
    chosen: Texts = names[rng.integers(0, len(names), count)]
    return chosen
