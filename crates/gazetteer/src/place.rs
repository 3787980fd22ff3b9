//! In: nothing; this is what the gazetteer hands out: [`Place`], [`Candidate`] and their parts.

/// The number of a place inside one gazetteer; not stable between packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub(crate) u32);

/// What sort of thing a place is, coarser than the feature code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A state or dependent territory.
    Country,
    /// A first-level unit: province, governorate, state.
    Admin1,
    /// A second-level unit: district, county.
    Admin2,
    /// A town, village or quarter.
    Town,
    /// A region, river, valley, desert, mountain range, sea: anything wide with its own name.
    Area,
    /// A base, camp, airport, crossing: a spot with its own name.
    Spot,
}

impl Class {
    /// The class of a GeoNames feature code; a code that is not known counts as an area.
    pub fn of(code: &str) -> Self {
        match code {
            "ADM1" => Self::Admin1,
            "ADM2" => Self::Admin2,
            c if c.starts_with("PCL") || c == "TERR" => Self::Country,
            c if c.starts_with("PPL") => Self::Town,
            "CMP" | "CMPRF" | "INSM" | "AIRB" | "AIRP" | "MILB" | "DAM" | "PASS" | "PT" | "BRKS" | "HTL"
            | "BLDG" | "BDG" | "PRT" | "RLGR" | "NUC" | "OILF" | "STDM" | "SQR" | "PRN" | "FT" | "CROS"
            | "HSP" | "UNIV" | "AIRF" | "AIRQ" | "OILR" | "PS" | "PSH" | "MN" | "MNMT" | "CSTM" | "GOVL"
            | "MSQE" | "CH" | "SCH" | "MKT" | "RSTN" | "BUSTN" | "RUIN" | "FRM" | "WTRW" | "S" => Self::Spot,
            _ => Self::Area,
        }
    }
}

/// How a name led to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// The name that the sources give first.
    Name,
    /// Another name of the place.
    Alias,
    /// A similar spelling; nothing has exactly this name.
    Similar,
}

/// A place that may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub id: PlaceId,
    /// By which of its names.
    pub how: How,
}

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'g> {
    /// Canonical name.
    pub name: &'g str,
    /// GeoNames id; `None` for places that our own facts add.
    pub geonames_id: Option<u64>,
    /// Degrees north; the representative point, for wide places their middle.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Inhabitants; 0 when not known, and for our own facts a stand-in for weight.
    pub population: u32,
    /// GeoNames feature code ("PPL", "ADM1", "PCLI", "STM", "VAL", …).
    pub feature: &'g str,
    /// What sort of thing.
    pub class: Class,
    /// ISO 3166-1 alpha-3; `None` for seas and regions over borders.
    pub country: Option<&'g str>,
    /// Name of the first-level unit; `None` for countries, and where none is known.
    pub admin1: Option<&'g str>,
    /// The unit or country in which it lies.
    pub parent: Option<PlaceId>,
}
