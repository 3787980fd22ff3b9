//! In: a PLOVER sector code. Out: the closed set of sectors. Knows no words.

/// PLOVER 2.0 sectors, domestic and social.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the codes of the PLOVER manual")]
pub enum Sector {
    Agr,
    Bus,
    Cop,
    Crm,
    Cvl,
    Edu,
    Eli,
    Gov,
    Jrn,
    Jud,
    Lab,
    Leg,
    Med,
    Mil,
    Opp,
    Pre,
    Prm,
    Pty,
    Reb,
    Ref,
    Rel,
    Soc,
    Spy,
    Uaf,
    Unk,
}

impl Sector {
    /// All sectors with their codes.
    pub const ALL: [(Self, &'static str); 25] = [
        (Self::Agr, "AGR"),
        (Self::Bus, "BUS"),
        (Self::Cop, "COP"),
        (Self::Crm, "CRM"),
        (Self::Cvl, "CVL"),
        (Self::Edu, "EDU"),
        (Self::Eli, "ELI"),
        (Self::Gov, "GOV"),
        (Self::Jrn, "JRN"),
        (Self::Jud, "JUD"),
        (Self::Lab, "LAB"),
        (Self::Leg, "LEG"),
        (Self::Med, "MED"),
        (Self::Mil, "MIL"),
        (Self::Opp, "OPP"),
        (Self::Pre, "PRE"),
        (Self::Prm, "PRM"),
        (Self::Pty, "PTY"),
        (Self::Reb, "REB"),
        (Self::Ref, "REF"),
        (Self::Rel, "REL"),
        (Self::Soc, "SOC"),
        (Self::Spy, "SPY"),
        (Self::Uaf, "UAF"),
        (Self::Unk, "UNK"),
    ];

    /// The sector of a code; `None` when there is no such code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, c)| *c == code).map(|(s, _)| *s)
    }

    /// PLOVER's code.
    pub fn code(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(s, _)| *s == self)
            .map_or("UNK", |(_, c)| c)
    }

    /// An organ of the state whose people become `ELI` when they leave it.
    pub fn of_state(self) -> bool {
        matches!(
            self,
            Self::Gov | Self::Leg | Self::Jud | Self::Mil | Self::Spy | Self::Cop
        )
    }

    /// Bears arms or is suspected to, on whatever side.
    pub fn armed(self) -> bool {
        matches!(
            self,
            Self::Mil | Self::Reb | Self::Prm | Self::Uaf | Self::Crm | Self::Cop
        )
    }
}
