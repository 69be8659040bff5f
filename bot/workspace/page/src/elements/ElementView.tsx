// One element of a block: the table says which component draws which type.
import type { ComponentType } from "react";
import { ButtonElement } from "./ButtonElement";
import { Checkboxes } from "./Checkboxes";
import { DateInput } from "./DateInput";
import type { ElementProps } from "./element_props";
import { ExternalSelect } from "./ExternalSelect";
import { FeedbackButtons } from "./FeedbackButtons";
import { FileInput } from "./FileInput";
import { IconButton } from "./IconButton";
import { MultiSelect } from "./MultiSelect";
import { NamedSelect } from "./NamedSelect";
import { Overflow } from "./Overflow";
import { Picture } from "../blocks/Picture";
import { RadioButtons } from "./RadioButtons";
import { StaticSelect } from "./StaticSelect";
import { TextInput } from "./TextInput";

const ELEMENTS: Record<string, ComponentType<ElementProps>> = {
  button: ButtonElement,
  workflow_button: ButtonElement,
  checkboxes: Checkboxes,
  radio_buttons: RadioButtons,
  static_select: StaticSelect,
  external_select: ExternalSelect,
  multi_static_select: MultiSelect,
  multi_external_select: ExternalSelect,
  users_select: NamedSelect,
  channels_select: NamedSelect,
  conversations_select: NamedSelect,
  multi_users_select: NamedSelect,
  multi_channels_select: NamedSelect,
  multi_conversations_select: NamedSelect,
  overflow: Overflow,
  datepicker: DateInput,
  timepicker: DateInput,
  datetimepicker: DateInput,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: TextInput,
  file_input: FileInput,
  feedback_buttons: FeedbackButtons,
  icon_button: IconButton,
  image: ({ element }) => <Picture address={element.image_url} alt={element.alt_text ?? ""} />,
};

export function ElementView({ block, element }: ElementProps) {
  const Known = ELEMENTS[element.type];
  if (!Known) return <p className="unknown">This page does not show elements of the type “{element.type}”.</p>;
  return <Known block={block} element={element} />;
}
