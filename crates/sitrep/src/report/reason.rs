//! In: nothing; the closed set of reasons for which a line of a page is no part of the report's body.
//! Out: [`Reason`]. Knows no text.

/// Why a line was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Controls and messages of an audio or video player.
    Player,
    /// Buttons for sharing.
    Share,
    /// Cookie and consent notices.
    Cookie,
    /// Advertisements.
    Advert,
    /// Offers of subscriptions, newsletters, gifts.
    Subscribe,
    /// Other reports: links, tags, "most read".
    Related,
    /// Readers' comments.
    Comment,
    /// Legal lines and the links at a page's end.
    Footer,
    /// Menus and section names.
    Navigation,
    /// Who wrote it, with times and places of writing.
    Byline,
    /// Words under a picture.
    Caption,
    /// The headline.
    Title,
    /// The headline again.
    TitleRepeat,
    /// The sentence between headline and body that sums the report up.
    Standfirst,
    /// The line at the head or foot of every page of a document, with the page's number.
    RunningHead,
    /// Another mail that this one quotes.
    Quoted,
    /// The sender's block below a mail.
    Signature,
    /// Judged to stand beside the body, for no reason that has a name.
    Other,
}

impl Reason {
    /// All reasons with the words that are printed.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::Player, "player"),
        (Self::Share, "share"),
        (Self::Cookie, "cookie"),
        (Self::Advert, "advert"),
        (Self::Subscribe, "subscribe"),
        (Self::Related, "related"),
        (Self::Comment, "comment"),
        (Self::Footer, "footer"),
        (Self::Navigation, "navigation"),
        (Self::Byline, "byline"),
        (Self::Caption, "caption"),
        (Self::Title, "title"),
        (Self::TitleRepeat, "title-repeat"),
        (Self::Standfirst, "standfirst"),
        (Self::RunningHead, "running-head"),
        (Self::Quoted, "quoted"),
        (Self::Signature, "signature"),
        (Self::Other, "other"),
    ];
    /// The reason of a printed word; `None` when there is no such reason.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(r, _)| *r)
    }
    /// The word that is printed.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(r, _)| *r == self)
            .map_or("other", |(_, n)| n)
    }
}
