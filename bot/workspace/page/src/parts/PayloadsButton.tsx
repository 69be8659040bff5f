// Opens the list of payloads.
import { Icon } from "./Icon";

export function PayloadsButton({ onOpen }: { onOpen: () => void }) {
  return (
    <button type="button" className="button payloads-button" onClick={onOpen}>
      <Icon name="payloads" /> Payloads
    </button>
  );
}
