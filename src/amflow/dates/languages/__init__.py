"""How days and hours are said in English and in Chinese."""
