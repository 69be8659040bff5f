// A menu from which several options may be chosen: closed, it shows what was chosen.
import { plain } from "../blocks/plain";
import type { Option } from "../workspace/contract";
import { type ElementProps, useField, useHeld } from "./element_props";
import { OptionList } from "./OptionList";
import { optionsOf, toggled } from "./options";

interface Props {
  field: ReturnType<typeof useField>;
  options: Option[];
  chosen: Option[];
  onChange: (chosen: Option[]) => void;
  most?: number;
}

/** The menu itself, for options of any origin. */
export function Several({ field, options, chosen, onChange, most }: Props) {
  const { id, error: _, placeholder, "aria-label": label, ...rest } = field;
  const names = chosen.map((option) => plain(option.text)).join(", ");
  return (
    <details className="several">
      <summary className="field" id={id} aria-label={label && `${label}: ${names || "nothing chosen"}`} aria-labelledby={label ? undefined : `${id}-label ${id}`} {...rest}>
        {names || placeholder || "Choose options"}
      </summary>
      <div className="several-options" role="group" aria-label={label ?? "Options"}>
        <OptionList id={`${id}-option`} kind="checkbox" options={options} chosen={chosen} most={most} onToggle={(option) => onChange(toggled(chosen, option))} />
      </div>
    </details>
  );
}

export function MultiSelect(props: ElementProps) {
  const field = useField(props);
  const { held, change } = useHeld(props);
  return (
    <Several field={field} options={optionsOf(props.element)} chosen={held.selected_options ?? []} most={props.element.max_selected_items} onChange={(chosen) => change({ selected_options: chosen })} />
  );
}
