// Pickers for a date, a time of day, or both.
import { type ElementProps, useField, useHeld } from "./element_props";

/** Seconds since 1970 as the local "YYYY-MM-DDTHH:MM" that the browser's picker takes. */
function localMinute(seconds: number): string {
  const moment = new Date(seconds * 1000);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function DateInput(props: ElementProps) {
  const { error: _, ...field } = useField(props);
  const { held, change } = useHeld(props);
  const { type } = props.element;
  if (type === "datepicker") {
    return <input {...field} className="field short" type="date" value={held.selected_date ?? ""} onChange={(event) => change({ selected_date: event.target.value || null })} />;
  }
  if (type === "timepicker") {
    return <input {...field} className="field short" type="time" value={held.selected_time ?? ""} onChange={(event) => change({ selected_time: event.target.value || null })} />;
  }
  const seconds = held.selected_date_time;
  const choose = (text: string) => change({ selected_date_time: text ? Math.floor(new Date(text).getTime() / 1000) : null });
  return <input {...field} className="field short" type="datetime-local" value={seconds ? localMinute(seconds) : ""} onChange={(event) => choose(event.target.value)} />;
}
