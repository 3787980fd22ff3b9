/** How many claims a list asks for: at first what fills a tall screen twice, so that it stands soon; then more at a time. */
export const FIRST = 24;
export const MORE = 60;
