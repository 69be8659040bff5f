// One payload: a line, and the whole of it when opened.
import { useState } from "react";
import type { Traffic } from "../workspace/contract";
import { useDesk } from "../workspace/desk";
import { Icon } from "./Icon";

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function Json({ title, value }: { title: string; value: unknown }) {
  const { tell } = useDesk();
  const copy = () =>
    navigator.clipboard.writeText(pretty(value)).then(
      () => tell("Copied."),
      () => tell("The browser does not allow copying here."),
    );
  return (
    <div className="json">
      <div className="json-head">
        <h3>{title}</h3>
        <button type="button" className="button" aria-label={`Copy ${title.toLowerCase()}`} onClick={() => void copy()}>
          <Icon name="copy" /> Copy
        </button>
      </div>
      <pre tabIndex={0} aria-label={title}>
        {pretty(value)}
      </pre>
    </div>
  );
}

function Whole({ item }: { item: Traffic }) {
  const desk = useDesk();
  const deliver = async () => {
    if (await desk.act("/page/redeliver", { id: item.id })) desk.tell("Delivered again.");
  };
  return (
    <div className="payload-whole">
      {item.direction === "to_bot" && item.kind !== "ack" && (
        <button type="button" className="button" onClick={() => void deliver()}>
          Deliver again
        </button>
      )}
      <Json title="Payload" value={item.payload} />
      {item.response !== null && item.response !== undefined && <Json title="Response" value={item.response} />}
    </div>
  );
}

export function PayloadItem({ item }: { item: Traffic }) {
  const [open, setOpen] = useState(false);
  const toBot = item.direction === "to_bot";
  return (
    <li className="payload">
      <button type="button" className="payload-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={toBot ? "direction to" : "direction from"}>{toBot ? "to bot" : "from bot"}</span>
        <span className="strong payload-name">{item.name}</span>
        <span className="quiet">{item.kind}</span>
        {item.retry > 0 && <span className="badge">retry {item.retry}</span>}
        <time className="quiet">{new Date(item.at).toLocaleTimeString("en-GB")}</time>
      </button>
      {open && <Whole item={item} />}
    </li>
  );
}
