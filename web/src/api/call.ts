/** In: a path of the API. Out: its answer, typed; a `Fault` that says what is wrong. The only file that fetches from the API. Knows no React. */
import type { Problem } from "./schema";

export const API = "/api/v1";

/** What the server says is wrong, or that it does not answer. */
export class Fault extends Error {
  constructor(readonly status: number, message: string, readonly field: string | null = null) {
    super(message);
  }
}

/** The person at this browser; goes with every request, so that one coder does not see what the other thinks. */
export const coder = {
  get: (): string => localStorage.getItem("sitrep.coder") ?? "",
  set: (name: string): void => {
    localStorage.setItem("sitrep.coder", name.trim());
    dispatchEvent(new Event("sitrep:coder"));
  },
};

async function fault(response: Response): Promise<Fault> {
  try {
    const problem = (await response.json()) as Problem;
    return new Fault(response.status, problem.detail, problem.field ?? null);
  } catch {
    return new Fault(response.status, `the server answered ${response.status} without a reason`);
  }
}

async function call(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("X-Sitrep", "1");
  const name = coder.get();
  if (name) headers.set("X-Sitrep-Coder", encodeURIComponent(name));
  let response: Response;
  try {
    response = await fetch(API + path, { ...init, headers, credentials: "same-origin" });
  } catch (e) {
    if ((e as Error).name === "AbortError") throw e;
    throw new Fault(0, "the server does not answer; is `sitrep serve` still running?");
  }
  if (!response.ok) throw await fault(response);
  return response;
}

/** What was asked before the page that needs it was there, each answer for one taker. */
const early = new Map<string, Promise<unknown>>();

/** Asks now for what a page will ask in a moment; what goes wrong is told to the page when it asks. */
export function ahead(path: string): void {
  const answer = call(path, {}).then((response) => response.json() as Promise<unknown>);
  early.set(path, answer);
  answer.catch(() => early.delete(path));
  setTimeout(() => early.delete(path), 20_000);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const asked = early.get(path);
  if (asked) {
    early.delete(path);
    return (await asked) as T;
  }
  const response = await call(path, signal ? { signal } : {});
  return (await response.json()) as T;
}

export async function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await call(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const answer = response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  early.clear();
  if (path !== "/try") dispatchEvent(new Event("sitrep:sent"));
  return answer;
}

/** Sends bytes as they are, as a file that was dropped. */
export async function sendBytes<T>(path: string, bytes: Blob): Promise<T> {
  const response = await call(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: bytes });
  return (await response.json()) as T;
}

/** Tells all open views that the project has changed. */
export const changed = (): void => void dispatchEvent(new Event("sitrep:changed"));
