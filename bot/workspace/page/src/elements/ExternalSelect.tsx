// A menu whose options the bot suggests while the person types; for one choice or several.
import { useEffect, useState } from "react";
import { plain } from "../blocks/plain";
import { useSurface } from "../blocks/surface";
import type { Option } from "../workspace/contract";
import { type ElementProps, useField, useHeld } from "./element_props";
import { toggled } from "./options";

const PAUSE_MS = 200;

/** The bot's suggestions for what was typed, once the person pauses. */
function useSuggestions({ block, element }: ElementProps, typed: string | null): Option[] | null {
  const { suggest } = useSurface();
  const [options, setOptions] = useState<Option[] | null>(null);
  const asks = typed !== null && typed.length >= (element.min_query_length ?? 3);
  useEffect(() => {
    setOptions(null);
    if (!asks) return;
    let current = true;
    const wait = window.setTimeout(() => {
      void suggest(block, element, typed).then((found) => current && setOptions(found));
    }, PAUSE_MS);
    return () => {
      current = false;
      window.clearTimeout(wait);
    };
    // The surface is made anew at each change; what was typed is what counts.
  }, [typed, asks]);
  return options;
}

function Suggestions({ options, onChoose }: { options: Option[]; onChoose: (option: Option) => void }) {
  if (!options.length) return <p className="quiet">Nothing was found.</p>;
  return (
    <ul className="suggestions" aria-label="Suggestions">
      {options.map((option) => (
        <li key={option.value}>
          <button type="button" className="menu-item" onClick={() => onChoose(option)}>
            <bdi>{plain(option.text)}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function ExternalSelect(props: ElementProps) {
  const { error: _, ...field } = useField(props);
  const { held, change } = useHeld(props);
  const [typed, setTyped] = useState<string | null>(null);
  const options = useSuggestions(props, typed);
  const several = props.element.type === "multi_external_select";
  const chosen = several ? (held.selected_options ?? []) : [held.selected_option].filter((one) => !!one);
  const choose = (option: Option) => {
    change(several ? { selected_options: toggled(chosen, option) } : { selected_option: option });
    setTyped(null);
  };
  const drop = (option: Option) => change(several ? { selected_options: toggled(chosen, option) } : { selected_option: null });
  return (
    <div className="external">
      {chosen.map((option) => (
        <button key={option.value} type="button" className="chip" onClick={() => drop(option)} aria-label={`Remove ${plain(option.text)}`}>
          <bdi>{plain(option.text)}</bdi> ×
        </button>
      ))}
      <input {...field} className="field" type="search" dir="auto" autoComplete="off" value={typed ?? ""} onChange={(event) => setTyped(event.target.value)} />
      {options && <Suggestions options={options} onChoose={choose} />}
    </div>
  );
}
