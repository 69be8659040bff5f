// What the workspace server sends and takes. The server's side stands in bot/workspace/.

export interface Person {
  id: string;
  name: string;
  title: string;
  role: string;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
}

export interface Command {
  command: string;
  description: string;
  usage_hint?: string;
}

export interface Shortcut {
  callback_id: string;
  name: string;
}

export interface Bootstrap {
  team: { id: string; name: string };
  bot: { user_id: string; name: string; app_id: string };
  people: Person[];
  channels: Channel[];
  commands: Command[];
  shortcuts: Shortcut[];
  notice: string;
}

export interface SharedFile {
  id: string;
  name: string;
  mimetype: string;
  size: number;
  url: string;
}

export interface Message {
  ts: string;
  thread_ts: string | null;
  user: string;
  username: string;
  is_bot: boolean;
  text: string;
  blocks: Block[] | null;
  ephemeral: boolean;
  streaming: boolean;
  edited: boolean;
  reactions: { name: string; users: string[] }[];
  files: SharedFile[];
  reply_count: number;
}

export interface Status {
  thread_ts: string | null;
  status: string;
  loading_messages: string[];
}

export interface Prompts {
  title: string | null;
  prompts: { title: string; message: string }[];
}

export interface Conversation {
  id: string;
  name: string;
  kind: "channel" | "im";
  unread: number;
  prompts: Prompts | null;
  statuses: Status[];
  messages: Message[];
}

export interface State {
  conversations: Conversation[];
  home: View | null;
  views: View[];
  connected: boolean;
}

export interface View {
  id: string;
  type: "modal" | "home";
  title?: TextObject;
  submit?: TextObject | null;
  close?: TextObject | null;
  blocks: Block[];
  hash?: string;
  errors?: Record<string, string> | null;
}

export interface Traffic {
  id: number;
  at: string;
  direction: "to_bot" | "from_bot";
  kind: string;
  name: string;
  payload: unknown;
  response: unknown;
  retry: number;
}

// Block Kit, as far as this page reads it. Blocks and elements are wide types on purpose: a bot may
// send anything, and what is missing is treated as missing.

export interface TextObject {
  type: "plain_text" | "mrkdwn";
  text: string;
  verbatim?: boolean;
  emoji?: boolean;
}

export interface Option {
  text: TextObject;
  value?: string;
  description?: TextObject;
  url?: string;
}

export interface OptionGroup {
  label: TextObject;
  options: Option[];
}

export interface Confirm {
  title?: TextObject;
  text?: TextObject;
  confirm?: TextObject;
  deny?: TextObject;
  style?: string;
}

export interface FeedbackButton {
  text: TextObject;
  value: string;
  accessibility_label?: string;
}

export interface Element {
  type: string;
  action_id?: string;
  text?: TextObject;
  value?: string;
  url?: string;
  style?: string;
  icon?: string;
  confirm?: Confirm;
  accessibility_label?: string;
  placeholder?: TextObject;
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_channels?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  min_query_length?: number;
  max_selected_items?: number;
  max_files?: number;
  focus_on_load?: boolean;
  dispatch_action_config?: { trigger_actions_on?: string[] };
  positive_button?: FeedbackButton;
  negative_button?: FeedbackButton;
  image_url?: string;
  alt_text?: string;
}

/** What stands in a context block: text, or a small picture. */
export interface ContextElement {
  type: string;
  text?: string;
  image_url?: string;
  alt_text?: string;
}

export interface TableCell {
  type: string;
  text?: string;
  elements?: unknown[];
}

export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject | string;
  fields?: TextObject[];
  accessory?: Element;
  elements?: unknown[];
  element?: Element;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  level?: number | string;
  title?: TextObject | string;
  subtitle?: TextObject | string;
  body?: TextObject;
  child_blocks?: Block[];
  is_collapsible?: boolean;
  default_collapsed?: boolean;
  actions?: Element[];
  rows?: TableCell[][];
  column_settings?: unknown[];
  image_url?: string;
  alt_text?: string;
}

/** What an element holds, in the words of Slack's `state.values`. */
export interface Held {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
  selected_user?: string | null;
  selected_users?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
  files?: { id: string; name: string }[];
}

/** `state.values`: block id, then action id. */
export type Values = Record<string, Record<string, Held>>;

export type Container = { channel: string; message_ts: string } | { view_id: string };
