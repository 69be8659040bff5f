// Checkboxes.
import { type ElementProps, useField, useHeld } from "./element_props";
import { OptionList } from "./OptionList";
import { optionsOf, toggled } from "./options";

export function Checkboxes(props: ElementProps) {
  const { id, error: _, placeholder: __, ...field } = useField(props);
  const { held, change } = useHeld(props);
  const chosen = held.selected_options ?? [];
  return (
    <div role="group" className="options" {...field} id={id} aria-labelledby={props.block.label && `${id}-label`}>
      <OptionList id={id} kind="checkbox" options={optionsOf(props.element)} chosen={chosen} onToggle={(option) => change({ selected_options: toggled(chosen, option) })} />
    </div>
  );
}
