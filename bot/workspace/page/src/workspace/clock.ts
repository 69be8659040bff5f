// Day and time of a message, from its ts ("seconds.microseconds").

/** The moment that a ts names. */
export function moment(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** The time of day, such as 14:05. */
export function timeOf(ts: string): string {
  return moment(ts).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** Day and time in full. */
export function fullTime(ts: string): string {
  return moment(ts).toLocaleString("en-GB", { dateStyle: "full", timeStyle: "medium" });
}

/** A day as people say it: Today, Yesterday, or the date. */
export function dayOf(ts: string, now = new Date()): string {
  const day = moment(ts);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return "Today";
  if (day.toDateString() === yesterday.toDateString()) return "Yesterday";
  return day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
