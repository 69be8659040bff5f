// Radio buttons.
import { type ElementProps, useField, useHeld } from "./element_props";
import { OptionList } from "./OptionList";
import { optionsOf } from "./options";

export function RadioButtons(props: ElementProps) {
  const { id, error: _, placeholder: __, ...field } = useField(props);
  const { held, change } = useHeld(props);
  const chosen = held.selected_option ? [held.selected_option] : [];
  return (
    <div role="radiogroup" className="options" {...field} id={id} aria-labelledby={props.block.label && `${id}-label`}>
      <OptionList id={id} kind="radio" options={optionsOf(props.element)} chosen={chosen} onToggle={(option) => change({ selected_option: option })} />
    </div>
  );
}
