/** In: the generated schema. Out: its types under the names that pages use. */
export * from "./schema";
export type { TypeInfo as Type } from "./schema";
