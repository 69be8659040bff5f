// Options to tick: checkboxes, radio buttons, and the menus that take several choices.
import { Text } from "../blocks/Text";
import type { Option } from "../workspace/contract";
import { isSame } from "./options";

interface Props {
  id: string;
  kind: "checkbox" | "radio";
  options: Option[];
  chosen: Option[];
  onToggle: (option: Option) => void;
  /** How many may be chosen. */
  most?: number;
}

export function OptionList({ id, kind, options, chosen, onToggle, most = Infinity }: Props) {
  return options.map((option, index) => {
    const checked = chosen.some((one) => isSame(one, option));
    const described = option.description ? `${id}-${index}-description` : undefined;
    return (
      <div key={option.value} className="option">
        <input type={kind} id={`${id}-${index}`} name={id} checked={checked} disabled={!checked && chosen.length >= most && kind === "checkbox"} aria-describedby={described} onChange={() => onToggle(option)} />
        <div>
          <label htmlFor={`${id}-${index}`}>
            <Text text={option.text} />
          </label>
          {option.description && (
            <div id={described} className="quiet">
              <Text text={option.description} />
            </div>
          )}
        </div>
      </div>
    );
  });
}
