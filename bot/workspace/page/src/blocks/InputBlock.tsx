// A field of a form: label, element, hint, and what is wrong with it.
import { ElementView } from "../elements/ElementView";
import { useField } from "../elements/element_props";
import type { Block, Element } from "../workspace/contract";
import { plain } from "./plain";
import { Text } from "./Text";

function Field({ block, element }: { block: Block; element: Element }) {
  const { id, error } = useField({ block, element });
  return (
    <div className={error ? "input wrong" : "input"}>
      <label id={`${id}-label`} htmlFor={id} dir="auto">
        {plain(block.label)} {block.optional && <span className="quiet">(optional)</span>}
      </label>
      <ElementView block={block} element={element} />
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert" dir="auto">
          {error}
        </p>
      )}
      {block.hint && (
        <div id={`${id}-hint`} className="quiet">
          <Text text={block.hint} />
        </div>
      )}
    </div>
  );
}

export function InputBlock({ block }: { block: Block }) {
  return block.element ? <Field block={block} element={block.element} /> : null;
}
