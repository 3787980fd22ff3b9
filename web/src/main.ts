/**
 * In: the address. Out: the first questions and the code of the page, asked for side by side. It is read before everything else
 * and therefore short: React and the pages are in other files. Knows no page but the first.
 */
import { ahead } from "./api/call";
import { readFilter, writeFilter } from "./lib/filter";
import { FIRST } from "./lib/paging";
import "./style/app.css";

ahead("/project");
if (location.pathname === "/") {
  const query = writeFilter(readFilter(new URLSearchParams(location.search))).toString();
  ahead(`/claims?limit=${FIRST}&${query}`);
  ahead(`/facets?${query}`);
  void import("./views/explore");
}
void import("./app");
