//! Phrases without context: country, sector, name.

use super::super::{ActorTable, EntryKind, SOURCES, lookup};
use jiff::civil::date;
use std::sync::LazyLock;

pub(super) static TABLE: LazyLock<ActorTable> =
    LazyLock::new(|| ActorTable::compile(&SOURCES).unwrap_or_else(|e| panic!("{}", e.join("\n"))));

/// Phrase, code, sector, name; "-" for none.
fn check(cases: &[(&str, &str, &str, &str)]) {
    let day = Some(date(2018, 8, 15));
    let mut wrong = Vec::new();
    for (phrase, code, sector, name) in cases {
        let m = lookup(&TABLE, phrase, day).unwrap_or_default();
        let got = (
            m.code.as_deref().unwrap_or("-"),
            m.sector.map_or("-", super::super::Sector::code),
            m.name.as_deref().unwrap_or("-"),
        );
        if got != (*code, *sector, *name) {
            wrong.push(format!("{phrase}: {got:?}, expected {:?}", (code, sector, name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn states_seats_and_peoples() {
    check(&[
        ("Turkey", "TUR", "-", "Turkey"),
        ("the United States", "USA", "-", "United States"),
        ("US", "USA", "-", "United States"),
        ("U.S.", "USA", "-", "United States"),
        ("Côte d'Ivoire", "CIV", "-", "Ivory Coast"),
        ("DR Congo", "COD", "-", "Democratic Republic of the Congo"),
        ("Ankara", "TUR", "GOV", "Turkey"),
        ("the Kremlin", "RUS", "GOV", "Russia"),
        ("the White House", "USA", "GOV", "United States"),
        ("Syrians", "SYR", "CVL", "-"),
        ("four Afghans", "AFG", "CVL", "-"),
        ("Kurds", "KUR", "-", "Kurds"),
        ("Abkhazia", "ABK", "PRE", "Abkhazia"),
        ("Somaliland's parliament", "SML", "LEG", "-"),
        ("Mariupol", "UKR", "CVL", "-"),
        ("us", "-", "-", "-"),
    ]);
}

#[test]
fn who_is_served_tells_whose_they_are() {
    check(&[
        ("two aides to the president of France", "FRA", "GOV", "-"),
        ("an adviser to the Iraqi prime minister", "IRQ", "GOV", "-"),
        (
            "the house and orchards of the governor of Kirkuk",
            "IRQ",
            "GOV",
            "-",
        ),
        ("a threat to France", "-", "-", "-"),
        ("gunmen and members of the Taliban", "-", "UAF", "-"),
    ]);
}

#[test]
fn allies_and_families_are_somebody_else() {
    check(&[
        ("Turkey's Syrian allies", "SYR", "UNK", "-"),
        ("the allies of Turkey", "-", "UNK", "-"),
        ("Iranian proxies", "-", "-", "-"),
        ("Turkey's Syrian proxies", "SYR", "-", "-"),
        ("Hezbollah's enemies", "-", "UNK", "-"),
        ("critics of the Egyptian government", "-", "-", "-"),
        ("victims of Boko Haram in Nigeria", "NGA", "UNK", "-"),
        ("families of Islamic State fighters", "-", "CVL", "-"),
        ("the wives of Taliban commanders", "-", "CVL", "-"),
        ("the wife of the Iraqi prime minister", "IRQ", "ELI", "-"),
        ("Syrian families", "SYR", "CVL", "-"),
        ("Taliban supporters", "TAL", "CVL", "-"),
    ]);
}

#[test]
fn organs_of_states() {
    check(&[
        ("Iraqi security forces", "IRQ", "MIL", "Iraqi Security Forces"),
        ("ISF", "IRQ", "MIL", "Iraqi Security Forces"),
        ("a Turkish court", "TUR", "JUD", "-"),
        ("Egyptian police", "EGY", "COP", "-"),
        ("Russian warplanes", "RUS", "MIL", "-"),
        ("the Syrian army", "SYR", "MIL", "Syrian Arab Army"),
        ("Turkish soldiers", "TUR", "MIL", "-"),
        ("Turkey's parliament", "TUR", "LEG", "-"),
        ("Kenyan lawmakers", "KEN", "LEG", "-"),
        ("Iranian intelligence agents", "IRN", "SPY", "-"),
        (
            "the Pentagon",
            "USA",
            "GOV",
            "United States Department of Defense",
        ),
        (
            "a Pentagon spokesman",
            "USA",
            "GOV",
            "United States Department of Defense",
        ),
        ("the Peruvian Defense Department", "PER", "GOV", "-"),
        ("IDF", "ISR", "MIL", "Israel Defense Forces"),
        ("the Rapid Support Forces", "RSF", "PRM", "Rapid Support Forces"),
        (
            "FARDC",
            "COD",
            "MIL",
            "Armed Forces of the Democratic Republic of the Congo",
        ),
        ("the Iraqi government", "IRQ", "GOV", "-"),
        ("Malian authorities", "MLI", "GOV", "-"),
        ("Shanghai police", "CHN", "COP", "-"),
        ("Moscow police", "RUS", "COP", "-"),
        ("Assad's army", "SYR", "MIL", "Syrian Arab Army"),
        ("Iranian leaders", "IRN", "GOV", "-"),
        ("the government of Niger", "NER", "GOV", "-"),
        ("soldiers from Chad", "TCD", "MIL", "-"),
    ]);
}

#[test]
fn offices_and_persons() {
    check(&[
        ("the French president", "FRA", "GOV", "Emmanuel Macron"),
        ("the president of Syria", "SYR", "GOV", "Bashar al-Assad"),
        ("Iraq's prime minister", "IRQ", "GOV", "Haider al-Abadi"),
        (
            "the Tongan foreign minister",
            "TON",
            "GOV",
            "foreign minister of Tonga",
        ),
        (
            "President Recep Tayyip Erdoğan",
            "TUR",
            "GOV",
            "Recep Tayyip Erdoğan",
        ),
        ("Mr Trump", "USA", "GOV", "Donald Trump"),
        ("F.W. de Klerk", "ZAF", "ELI", "F. W. de Klerk"),
        ("Erdogan", "TUR", "GOV", "Recep Tayyip Erdoğan"),
        ("Barack Obama", "USA", "ELI", "Barack Obama"),
        ("the former French president", "FRA", "ELI", "-"),
        ("a retired Nigerian general", "NGA", "ELI", "-"),
        ("Mohamed Abdullahi Mohamud", "-", "-", "-"),
        ("Khaled Mashal", "HAM", "REB", "Khaled Meshaal"),
        ("Hamas leader Ismail Haniyeh", "HAM", "REB", "Ismail Haniyeh"),
        ("Colonel Sean Ryan", "-", "MIL", "-"),
        ("US Colonel Sean Ryan", "USA", "MIL", "-"),
        ("Sergey Lavrov", "RUS", "GOV", "Sergei Lavrov"),
        ("the university president", "-", "EDU", "-"),
        ("president of the company", "-", "BUS", "-"),
        ("the minister's wife", "-", "ELI", "-"),
        ("the farmer's wife", "-", "CVL", "-"),
    ]);
}

#[test]
fn titles_before_and_after_names() {
    check(&[
        (
            "Minister of Foreign Affairs Sergei Lavrov",
            "RUS",
            "GOV",
            "Sergei Lavrov",
        ),
        ("Lt. Gen. Joseph Votel", "USA", "MIL", "Joseph Votel"),
        ("the wife of President Macron", "FRA", "ELI", "-"),
        ("Senator Warnock", "-", "LEG", "-"),
        ("US Senator Klobuchar", "USA", "LEG", "Amy Klobuchar"),
        ("Governor Inslee", "USA", "GOV", "Jay Inslee"),
        ("Governor Nobody Known", "-", "GOV", "-"),
        ("Col. Nobody Known", "-", "MIL", "-"),
        (
            "the president of the European Commission",
            "EUCOM_C",
            "GOV",
            "European Commission",
        ),
    ]);
}

#[test]
fn other_spellings_of_names() {
    check(&[
        ("Evellyn Anite", "UGA", "GOV", "Evelyn Anite"),
        ("Ing-wen Tsai", "TWN", "GOV", "Tsai Ing-wen"),
        (
            "Frank-Walter Maria Steinmeier",
            "DEU",
            "GOV",
            "Frank-Walter Steinmeier",
        ),
        ("Zoran Zaeff", "-", "-", "-"),
        ("Mulhouse police", "-", "COP", "-"),
        ("Kabahroush", "-", "-", "-"),
        ("Jahrkov police", "-", "COP", "-"),
        ("Kahrkiv police", "UKR", "COP", "-"),
    ]);
}

#[test]
fn places_of_bodies() {
    check(&[
        ("Patna High Court", "IND", "JUD", "Patna High Court"),
        ("Lagos State Police Command", "NGA", "COP", "-"),
        ("a school in Peshawar", "PAK", "EDU", "-"),
        ("a lecturer at Uppsala University", "SWE", "EDU", "-"),
        ("guards at the Turkish embassy in Nairobi", "KEN", "MIL", "-"),
        ("Teachers Union Northern Territory", "AUS", "EDU", "-"),
        ("Colombian self-defense forces", "COL", "PRM", "-"),
    ]);
}

#[test]
fn ruling_parties_and_state_media() {
    check(&[
        ("the ruling Georgian Dream party", "GEO", "GOV", "-"),
        ("the Georgian Dream party", "GEO", "PTY", "-"),
        ("the ruling Awami League", "BGD", "GOV", "Awami League"),
        ("Syrian state media", "SYR", "GOV", "-"),
        ("a Syrian newspaper", "SYR", "JRN", "-"),
        ("Tasnim", "IRN", "GOV", "Tasnim"),
        ("the Guardian Council", "IRN", "GOV", "Guardian Council"),
        ("The Guardian", "GBR", "JRN", "The Guardian"),
    ]);
}

#[test]
fn sectors_are_those_of_plover() {
    let manual =
        "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC";
    let mut listed: Vec<&str> = manual.split(' ').collect();
    let mut ours: Vec<&str> = super::super::Sector::ALL.iter().map(|(_, c)| *c).collect();
    listed.sort_unstable();
    ours.sort_unstable();
    assert_eq!(ours, listed);
}

#[test]
fn armed_groups() {
    check(&[
        ("ISIS", "ISIS", "REB", "Islamic State"),
        ("Isis fighters", "ISIS", "REB", "Islamic State"),
        ("Daesh", "ISIS", "REB", "Islamic State"),
        ("Islamic State militants", "ISIS", "REB", "Islamic State"),
        ("suspected Taliban militants", "TAL", "REB", "Taliban"),
        ("a Taliban commander", "TAL", "REB", "Taliban"),
        ("members of the Haqqani network", "HAQ", "REB", "Haqqani network"),
        ("al-Qa'ida", "QDA", "REB", "al-Qaeda"),
        ("the Nusra Front", "HTS", "REB", "Hayat Tahrir al-Sham"),
        ("SDF", "SDF", "REB", "Syrian Democratic Forces"),
        ("Syrian Defense Forces", "SDF", "REB", "Syrian Democratic Forces"),
        ("SDF fighters", "SDF", "REB", "Syrian Democratic Forces"),
        ("Peshmerga", "PESH", "MIL", "Peshmerga"),
        ("peshmerga fighters", "PESH", "MIL", "Peshmerga"),
        ("the PKK", "PKK", "REB", "Kurdistan Workers' Party"),
        ("Houthi rebels", "HOU", "REB", "Houthi movement"),
        ("M23 rebels", "M23", "REB", "March 23 Movement"),
        (
            "Farc guerrillas",
            "FARC",
            "REB",
            "Revolutionary Armed Forces of Colombia",
        ),
        ("leader of Boko Haram", "BOK", "REB", "Boko Haram"),
        ("Kurdish-led forces", "KUR", "REB", "-"),
        ("Kurdish fighters", "KUR", "REB", "-"),
        ("Hezbollah", "HEZ", "REB", "Hezbollah"),
        ("the Wagner Group", "WAG", "PRM", "Wagner Group"),
        ("ISIS families", "-", "CVL", "-"),
        ("the Sinaloa cartel", "SINL", "CRM", "Sinaloa Cartel"),
    ]);
}

#[test]
fn bodies() {
    check(&[
        ("the U.N.", "UNO", "-", "United Nations"),
        ("UN peacekeepers", "UNO", "MIL", "United Nations"),
        ("Nato", "NATO", "MIL", "NATO"),
        (
            "the US-led coalition",
            "OIR",
            "MIL",
            "Combined Joint Task Force - Operation Inherent Resolve",
        ),
        (
            "Operation Inherent Resolve",
            "OIR",
            "MIL",
            "Combined Joint Task Force - Operation Inherent Resolve",
        ),
        ("the Saudi-led coalition", "SLC", "MIL", "Saudi-led coalition"),
        ("the World Bank", "WB", "-", "World Bank"),
        (
            "Doctors Without Borders",
            "MSF",
            "MED",
            "Médecins Sans Frontières",
        ),
        ("the HALO Trust", "HALO", "-", "HALO Trust"),
        ("White Helmets volunteers", "SCD", "CVL", "-"),
        ("an EU official", "EU", "-", "European Union"),
        (
            "ECOWAS",
            "ECOWAS",
            "-",
            "Economic Community of West African States",
        ),
        ("who", "-", "-", "-"),
        ("WHO", "WHO", "MED", "World Health Organization"),
    ]);
}

#[test]
fn unnamed_parties() {
    check(&[
        ("gunmen", "-", "UAF", "-"),
        ("unidentified gunmen", "-", "UAF", "-"),
        ("villagers", "-", "CVL", "-"),
        ("protesters", "-", "CVL", "-"),
        ("police", "-", "COP", "-"),
        ("the police chief", "-", "COP", "-"),
        ("troops", "-", "MIL", "-"),
        ("rebel forces", "-", "REB", "-"),
        ("opposition leader", "-", "OPP", "-"),
        ("judges", "-", "JUD", "-"),
        ("lawmakers", "-", "LEG", "-"),
        ("journalists", "-", "JRN", "-"),
        ("two doctors", "-", "MED", "-"),
        ("students", "-", "EDU", "-"),
        ("refugees", "-", "REF", "-"),
        ("drug traffickers", "-", "CRM", "-"),
        ("a bus driver", "-", "LAB", "-"),
        ("farmers", "-", "AGR", "-"),
        ("aid workers", "-", "SOC", "-"),
        ("a priest", "-", "REL", "-"),
        ("a militia", "-", "PRM", "-"),
        ("two men", "-", "UNK", "-"),
        ("a group of soldiers", "-", "MIL", "-"),
        ("hospital staff", "-", "MED", "-"),
        ("union leaders", "-", "LAB", "-"),
        ("more than 50 suspected terrorists", "-", "REB", "-"),
        ("protesters in Egypt", "EGY", "CVL", "-"),
        ("Rakhine rebels", "MMR", "REB", "-"),
    ]);
}

#[test]
fn sides_and_places_are_not_parties() {
    check(&[
        ("US-backed forces", "-", "MIL", "-"),
        ("Iran-backed militia", "-", "PRM", "-"),
        ("anti-Assad rebels", "-", "REB", "-"),
        ("pro-Russian activists", "-", "CVL", "-"),
        ("Jordan Peterson", "-", "-", "-"),
        ("Simon Porsche", "-", "-", "-"),
        ("the president of Corsica", "FRA", "GOV", "-"),
        ("the Lebanon County sheriff", "-", "COP", "-"),
        ("Chad Smith", "-", "-", "-"),
        ("the Syria talks", "-", "-", "-"),
        ("the ambassador to Iraq", "-", "GOV", "-"),
        ("attacks on Israel", "-", "-", "-"),
    ]);
}

#[test]
fn days_decide() {
    let on = |phrase: &str, y, m, d| {
        let found = lookup(&TABLE, phrase, Some(date(y, m, d))).unwrap_or_default();
        (found.name, found.sector.map(super::super::Sector::code))
    };
    let some = |n: &str, s| (Some(n.to_owned()), Some(s));
    assert_eq!(
        on("the Iraqi prime minister", 2013, 1, 1),
        some("Nouri al-Maliki", "GOV")
    );
    assert_eq!(
        on("the Iraqi prime minister", 2019, 1, 1),
        some("Adel Abdul Mahdi", "GOV")
    );
    assert_eq!(on("Nouri al-Maliki", 2019, 1, 1), some("Nouri al-Maliki", "ELI"));
    assert_eq!(on("Taliban", 2019, 1, 1), some("Taliban", "REB"));
    assert_eq!(on("Taliban", 2023, 1, 1), some("Taliban", "GOV"));
    let undated = lookup(&TABLE, "the Iraqi prime minister", None).unwrap_or_default();
    assert_eq!(undated.name.as_deref(), Some("prime minister of Iraq"));
}

#[test]
fn shared_names_need_a_country() {
    let near = |c: &str| super::super::lookup_near(&TABLE, "SNA", None, &[c.to_owned()]).and_then(|m| m.name);
    assert_eq!(near("SYR").as_deref(), Some("Syrian National Army"));
    assert_eq!(near("SOM").as_deref(), Some("Somali National Army"));
    assert_eq!(near("FRA"), None);
}

#[test]
fn the_table_is_large_and_faults_are_told() {
    assert!(TABLE.name_count() > 5000, "{}", TABLE.name_count());
    let kind = lookup(&TABLE, "NATO", None).and_then(|m| m.kind);
    assert_eq!(kind, Some(EntryKind::Body));
    let faults = [
        (
            "[[group]]\ncode = \"TUR\"\nname = \"Xs\"\ncountry = \"TUR\"",
            "code TUR is taken",
        ),
        (
            "[[group]]\ncode = \"XS\"\nname = \"Xs\"\nsector = \"ABC\"",
            "no PLOVER sector ABC",
        ),
        (
            "[[group]]\ncode = \"XS\"\nname = \"Xs\"\ncountry = \"ZZZ\"",
            "no country ZZZ",
        ),
        (
            "[[person]]\nname = \"A B\"\ncountry = \"TUR\"\nterms = [{ office = \"czar\" }]",
            "one known office",
        ),
        (
            "[[noun]]\nsector = \"GOV\"\nperson = [\"soldier\"]",
            "stands under MIL and GOV",
        ),
        ("[[planet]]", "not an actor file"),
    ];
    for (text, expected) in faults {
        let mut sources = SOURCES.to_vec();
        sources.push(("extra.toml", text));
        let told = ActorTable::compile(&sources).err().unwrap_or_default().join("\n");
        assert!(
            told.contains(expected) && told.contains("extra.toml"),
            "{text}: {told}"
        );
    }
}
