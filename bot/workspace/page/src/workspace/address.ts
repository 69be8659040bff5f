// What the address says: the person in `?as=U…`, the place in `#/c/<conversation>/<thread>`.
import { useSyncExternalStore } from "react";

export interface Place {
  conversation: string | null;
  /** The ts of the open thread's root message. */
  thread: string | null;
  /** Whether the app's Home tab is open rather than its messages. */
  home: boolean;
}

/** The address of a place within this page. */
export function placeLink(conversation: string | null, inside?: string | null): string {
  if (conversation === null) return "#/";
  return inside ? `#/c/${conversation}/${inside}` : `#/c/${conversation}`;
}

function readPlace(hash: string): Place {
  const [, kind, conversation, inside] = hash.replace(/^#/, "").split("/");
  if (kind !== "c" || !conversation) return { conversation: null, thread: null, home: false };
  const home = inside === "home";
  return { conversation, thread: home ? null : (inside ?? null), home };
}

/** The place that a message's permalink names, as a link within this page; null for other addresses. */
export function permalinkPlace(address: string): string | null {
  if (!URL.canParse(address, window.location.href)) return null;
  const { origin, pathname, searchParams } = new URL(address, window.location.href);
  const [, channel, ts] = /^\/archives\/(\w+)(?:\/p(\d+))?$/.exec(pathname) ?? [];
  if (origin !== window.location.origin || !channel) return null;
  const thread = searchParams.get("thread_ts") ?? ts?.replace(/(\d{6})$/, ".$1");
  return placeLink(channel, thread);
}

const CHANGES = ["hashchange", "popstate"];

function subscribe(heard: () => void): () => void {
  CHANGES.forEach((name) => window.addEventListener(name, heard));
  return () => CHANGES.forEach((name) => window.removeEventListener(name, heard));
}

function address(): string {
  return window.location.search + window.location.hash;
}

/** Goes to a place; `replace` leaves no step behind for the Back button. */
export function go(conversation: string | null, inside?: string | null, replace = false): void {
  const url = `/${window.location.search}${placeLink(conversation, inside)}`;
  window.history[replace ? "replaceState" : "pushState"](null, "", url);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Becomes another sample person, at the same place. */
export function become(user: string): void {
  window.history.pushState(null, "", `/?as=${encodeURIComponent(user)}${window.location.hash}`);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** The person and the place that the address names. */
export function useAddress(): { as: string | null; place: Place } {
  useSyncExternalStore(subscribe, address);
  const as = new URLSearchParams(window.location.search).get("as");
  return { as, place: readPlace(window.location.hash) };
}
