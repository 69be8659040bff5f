// Menus of people, channels and conversations, for one choice or several.
import { plain } from "../blocks/plain";
import { useDesk } from "../workspace/desk";
import { type ElementProps, useField, useHeld } from "./element_props";
import { Several } from "./MultiSelect";
import { chosenOf, heldBy, offeredBy } from "./named_places";

export function NamedSelect(props: ElementProps) {
  const { type, max_selected_items: most } = props.element;
  const field = useField(props);
  const { held, change } = useHeld(props);
  const offered = offeredBy(type, useDesk().bootstrap);
  const part = heldBy(type);
  const chosen = chosenOf(held, part, offered);
  if (type.startsWith("multi_")) {
    return <Several field={field} options={offered} chosen={chosen} most={most} onChange={(now) => change({ [part]: now.map(({ value }) => value) })} />;
  }
  const { error: _, placeholder, ...rest } = field;
  return (
    <select {...rest} className="field" value={chosen[0]?.value ?? ""} onChange={(event) => change({ [part]: event.target.value || null })}>
      <option value="">{placeholder ?? "Choose"}</option>
      {offered.map((option) => (
        <option key={option.value} value={option.value}>
          {plain(option.text)}
        </option>
      ))}
    </select>
  );
}
