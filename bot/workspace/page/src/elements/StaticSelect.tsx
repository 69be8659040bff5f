// A menu with a fixed list of options.
import { plain } from "../blocks/plain";
import type { ElementProps } from "./element_props";
import { useField, useHeld } from "./element_props";
import { groupsOf, optionsOf } from "./options";
import type { Option } from "../workspace/contract";

function Choice({ option }: { option: Option }) {
  return <option value={option.value}>{plain(option.text)}</option>;
}

export function StaticSelect(props: ElementProps) {
  const { error: _, placeholder, ...field } = useField(props);
  const { held, change } = useHeld(props);
  const choose = (value: string) => {
    const found = optionsOf(props.element).find((option) => option.value === value);
    change({ selected_option: found ?? null });
  };
  return (
    <select {...field} className="field" value={held.selected_option?.value ?? ""} onChange={(event) => choose(event.target.value)}>
      <option value="">{placeholder ?? "Choose an option"}</option>
      {groupsOf(props.element).map(({ label, options }) => {
        const choices = options.map((option) => <Choice key={option.value} option={option} />);
        return label === null ? choices : <optgroup key={label} label={label}>{choices}</optgroup>;
      })}
    </select>
  );
}
