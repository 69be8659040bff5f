// Fields to type into: text, an email address, a web address, a number.
import type { KeyboardEvent } from "react";
import { type ElementProps, useField, useHeld } from "./element_props";

const KIND: Record<string, string> = {
  email_text_input: "email",
  url_text_input: "url",
  plain_text_input: "text",
  number_input: "text",
};

export function TextInput(props: ElementProps) {
  const { element } = props;
  const { error: _, ...field } = useField(props);
  const { held, change, dispatch } = useHeld(props);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const type = (text: string) => {
    change({ value: text || null });
    if (triggers.includes("on_character_entered")) dispatch({ ...held, value: text || null });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !props.block.dispatch_action || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    dispatch(held);
  };
  const shared = { ...field, className: "field", dir: "auto", value: held.value ?? "", maxLength: element.max_length };
  if (element.multiline) return <textarea {...shared} rows={4} onChange={(event) => type(event.target.value)} />;
  const inputMode = element.type === "number_input" ? "decimal" : undefined;
  return <input {...shared} type={KIND[element.type]} inputMode={inputMode} onChange={(event) => type(event.target.value)} onKeyDown={press} />;
}
