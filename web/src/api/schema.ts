export type ProjectInfo = {
  name: string;
  version: string;
  read_only: boolean;
  reports: number;
  claims: number;
  events: number;
  operations: number;
  head: string;
  first_day?: string | null;
  last_day?: string | null;
  basemap: boolean;
  coders: (string)[];
  runs: (RunInfo)[];
};
export type RunInfo = {
  id: number;
  version: string;
  codebook: string;
  model: string;
  begun: string;
  ended?: string | null;
  claims: number;
  current: boolean;
};
export type ClaimPage = {
  claims: (ClaimEntry)[];
  total: number;
  next?: string | null;
};
export type ClaimDetail = ClaimEntry & {
  coded?: Claim | null;
  corrections: (CorrectionInfo)[];
  reviews: (ReviewInfo)[];
  hidden_reviews: number;
  before: string;
  after: string;
};
export type CorrectionInfo = {
  id: number;
  claim_id: string;
  field: string;
  old: unknown;
  new: unknown;
  who: string;
  at: string;
  why: string;
  withdraws?: number | null;
  holds: boolean;
};
export type NewCorrection = {
  field: string;
  value: unknown;
  why: string;
};
export type ReviewInfo = {
  id: number;
  claim_id: string;
  coder: string;
  opinion: string;
  fields: unknown;
  at: string;
  why: string;
};
export type NewReview = {
  opinion: string;
  fields?: unknown;
  why?: string;
};
export type Queue = {
  claims: (ClaimEntry)[];
  left: number;
  done: number;
};
export type AgreementInfo = {
  first: string;
  second: string;
  claims: number;
  same: number;
  kappa?: number | null;
};
export type Adjudication = {
  agreement: (AgreementInfo)[];
  open: (ClaimDetail)[];
};
export type FacetValue = {
  value: string;
  claims: number;
};
export type FacetGroup = {
  field: string;
  values: FacetValue[];
};
export type FacetAnswer = {
  claims: number;
  reports: number;
  events: number;
  groups: (FacetGroup)[];
};
export type Bin = {
  start: string;
  type: string;
  claims: number;
};
export type ReportBin = {
  start: string;
  reports: number;
};
export type TimelineAnswer = {
  unit: string;
  acts: (Bin)[];
  published: (ReportBin)[];
  undated: number;
};
export type MapPlace = {
  lat: number;
  lon: number;
  name: string;
  country?: string | null;
  precision: string;
  feature?: string | null;
  radius_km?: number | null;
  claims: number;
  planned: number;
  party: number;
  reviewed: number;
  type: string;
};
export type TrayEntry = {
  country?: string | null;
  claims: number;
};
export type MapAnswer = {
  places: (MapPlace)[];
  tray: (TrayEntry)[];
  placed: number;
};
export type NameEntry = {
  name: string;
  lat: number;
  lon: number;
  rank: number;
  population: number;
};
export type Candidate = {
  place: PlaceValue;
  population: number;
};
export type ReportPage = {
  reports: (ReportEntry)[];
  total: number;
  next?: string | null;
};
export type ReportDetail = {
  id: string;
  report: Report;
  input: string;
  retrieved: string;
  copy_of?: string | null;
  claims: (ClaimEntry)[];
};
export type EventPage = {
  events: (Event)[];
  total: number;
  next?: string | null;
};
export type EventDetail = Event & {
  rows: (ClaimEntry)[];
  decisions: (DecisionInfo)[];
};
export type DecisionInfo = {
  id: number;
  kind: string;
  who: string;
  at: string;
  why: string;
  withdraws?: number | null;
  holds: boolean;
  claims: (string)[];
};
export type Merge = {
  events: (string)[];
  why: string;
};
export type Split = {
  claims: (string)[];
  why: string;
};
export type Done = {
  id: number;
};
export type OperationInfo = {
  id: string;
  name: string;
  operation: unknown;
  claims: (ClaimEntry)[];
};
export type OperationList = {
  operations: (OperationInfo)[];
};
export type ModeInfo = {
  name: string;
  definition: string;
  extension: boolean;
  claims: number;
};
export type Fired = {
  word: string;
  claims: number;
  accepted: number;
  rejected: number;
};
export type TypeInfo = {
  name: string;
  quad: string;
  definition: string;
  modes: (ModeInfo)[];
  examples: (string)[];
  near_misses: (string)[];
  claims: number;
  accepted: number;
  rejected: number;
  fired: (Fired)[];
};
export type CodebookInfo = {
  hash: string;
  types: (TypeInfo)[];
};
export type Try = {
  text: string;
  published?: string | null;
};
export type TraceInfo = {
  word: string;
  kept: boolean;
  lines: (string)[];
};
export type Tried = {
  text: string;
  claims: (Claim)[];
  traces: (TraceInfo)[];
  notes: (string)[];
};
export type AddedReport = {
  id: string;
  doc_id: string;
  title?: string | null;
  claims: number;
  new: boolean;
  furniture: (Furniture)[];
  notes: (string)[];
};
export type Job = {
  id: number;
  name: string;
  state: string;
  added: (AddedReport)[];
  faults: (string)[];
};
export type JobList = {
  jobs: (Job)[];
};
export type LogEntry = {
  seq: number;
  at: string;
  who: string;
  act: string;
  what: unknown;
  hash: string;
};
export type LogPage = {
  lines: (LogEntry)[];
};
export type ExportPreview = {
  profile: string;
  reports: number;
  claims: number;
  events: number;
  rules: (string)[];
  removed: (Removed)[];
  formats: (string)[];
};
export type Removed = {
  table: string;
  what: string;
  reason: string;
  number: number;
};
export type NewText = {
  text: string;
  title?: string | null;
  source?: string | null;
  url?: string | null;
  published?: string | null;
};
export type Span = {
  text: string;
  start: number;
  end: number;
};
export type ReportHead = {
  title?: string | null;
  url?: string | null;
  source?: string | null;
  language?: string | null;
  published?: string | null;
  published_basis: string;
};
export type Sentence = {
  text: string;
  start: number;
  end: number;
  index: number;
};
export type Party = {
  text: string;
  start: number;
  end: number;
  name?: string | null;
  code?: string | null;
  sector?: string | null;
  same_as?: Span | null;
};
export type PlaceValue = {
  name?: string | null;
  geonames_id?: number | null;
  lat?: number | null;
  lon?: number | null;
  country?: string | null;
  admin1?: string | null;
  feature?: string | null;
  precision: string;
  where_prec?: number | null;
  radius_km?: number | null;
  pcode?: string | null;
};
export type Place = {
  text: string;
  start: number;
  end: number;
  name?: string | null;
  geonames_id?: number | null;
  lat?: number | null;
  lon?: number | null;
  country?: string | null;
  admin1?: string | null;
  feature?: string | null;
  precision: string;
  where_prec?: number | null;
  radius_km?: number | null;
  pcode?: string | null;
  inferred: boolean;
  alternatives: (PlaceValue)[];
  reason?: string | null;
};
export type Time = {
  text?: string | null;
  start?: string | null;
  end?: string | null;
  edtf?: string | null;
  precision: string;
  basis: string;
  span?: Span | null;
};
export type Count = {
  role: string;
  of?: Span | null;
  text: string;
  start: number;
  end: number;
  low?: number | null;
  best?: number | null;
  high?: number | null;
  scope: string;
};
export type Speaker = {
  text: string;
  start: number;
  end: number;
  name?: string | null;
  party: boolean;
};
export type OperationRef = {
  text: string;
  start: number;
  end: number;
  name: string;
  phase?: string | null;
  phase_status?: string | null;
  phase_span?: Span | null;
};
export type Control = {
  actor: Party;
  place: Place;
  state: string;
  evidence: Span;
};
export type Coder = {
  version: string;
  codebook: string;
  model: string;
  rule: string;
};
export type Claim = {
  claim_id: string;
  doc_id: string;
  report: ReportHead;
  sentence: Sentence;
  trigger: Span;
  type: string;
  mode?: string | null;
  quad?: string | null;
  cameo?: string | null;
  contexts: (string)[];
  actors: (Party)[];
  recipients: (Party)[];
  place?: Place | null;
  more_places: (Place)[];
  time?: Time | null;
  counts: (Count)[];
  status: string;
  said_by?: Speaker | null;
  operation?: OperationRef | null;
  control?: Control | null;
  sensitivity: string;
  confidence: number;
  coder: Coder;
};
export type Furniture = {
  text: string;
  start: number;
  end: number;
  reason: string;
};
export type Report = {
  doc_id: string;
  title?: string | null;
  title_basis: string;
  url?: string | null;
  author?: string | null;
  author_basis: string;
  source?: string | null;
  source_basis: string;
  language?: string | null;
  language_basis: string;
  text: string;
  furniture: (Furniture)[];
  captions: (Furniture)[];
  published?: string | null;
  published_basis: string;
  sha256: string;
  notes: (string)[];
};
export type EventParty = {
  text: string;
  name?: string | null;
  code?: string | null;
  sector?: string | null;
};
export type EventPlace = {
  text: string;
  name?: string | null;
  geonames_id?: number | null;
  lat?: number | null;
  lon?: number | null;
  country?: string | null;
  admin1?: string | null;
  feature?: string | null;
  precision: string;
  where_prec?: number | null;
  radius_km?: number | null;
  pcode?: string | null;
};
export type Figure = {
  claim_id: string;
  source: string;
  text: string;
  low?: number | null;
  best?: number | null;
  high?: number | null;
  scope: string;
};
export type EventCount = {
  role: string;
  low?: number | null;
  best?: number | null;
  high?: number | null;
  figures: (Figure)[];
};
export type Reason = {
  feature: string;
  said: string;
  weight?: number | null;
};
export type LinkedClaim = {
  claim_id: string;
  doc_id: string;
  source?: string | null;
  published?: string | null;
  sentence: string;
  trigger: string;
  status: string;
  score?: number | null;
  reasons: (Reason)[];
};
export type Relation = {
  kind: string;
  event_id: string;
};
export type Event = {
  event_id: string;
  kind: string;
  type: string;
  mode?: string | null;
  place?: EventPlace | null;
  other_places: (EventPlace)[];
  start?: string | null;
  end?: string | null;
  other_days: (string)[];
  actors: (EventParty)[];
  recipients: (EventParty)[];
  counts: (EventCount)[];
  status: string;
  said_by: (string)[];
  claims: (LinkedClaim)[];
  relations: (Relation)[];
};
export type ClaimEntry = Claim & {
  event_id?: string | null;
  report_sha256: string;
  verdict?: string | null;
  corrected: boolean;
  copied: boolean;
  kept: boolean;
};
export type ReportEntry = {
  sha256: string;
  doc_id: string;
  title?: string | null;
  url?: string | null;
  source?: string | null;
  language?: string | null;
  published?: string | null;
  input: string;
  retrieved: string;
  copy_of?: string | null;
  similarity?: number | null;
  claims: number;
};
export type Problem = {
  status: number;
  title: string;
  detail: string;
  field?: string | null;
};
