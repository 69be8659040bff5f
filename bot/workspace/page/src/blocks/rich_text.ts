// The parts of a rich_text block that this page builds itself from mrkdwn and plain text.

export interface Style {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

export type Leaf =
  | { type: "text"; text: string; style?: Style }
  | { type: "link"; url: string; text?: string; style?: Style }
  | { type: "emoji"; name: string }
  | { type: "user"; user_id: string; style?: Style }
  | { type: "channel"; channel_id: string; style?: Style }
  | { type: "usergroup"; usergroup_id: string; style?: Style }
  | { type: "broadcast"; range: "channel" | "here" | "everyone" }
  | { type: "date"; timestamp: number; format: string; style?: Style };

export interface Part {
  type: "rich_text_section" | "rich_text_quote" | "rich_text_preformatted";
  elements: Leaf[];
}
