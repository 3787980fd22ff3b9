//! In: a sentence or a whole text. Out: words by the conventions of UD English,
//! with byte spans. Knows neither sentences nor tags.
