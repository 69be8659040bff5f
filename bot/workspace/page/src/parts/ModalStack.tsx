// The person's open modals. Those below the top one stay, hidden, with what was typed in them.
import type { View } from "../workspace/contract";
import { useDesk } from "../workspace/desk";
import { Dialog } from "./Dialog";
import { Modal } from "./Modal";

export function ModalStack({ views }: { views: View[] }) {
  const desk = useDesk();
  const top = views.at(-1);
  if (!top) return null;
  return (
    <Dialog labelledBy={`${top.id}-title`} onLeave={() => void desk.act("/page/close", { view_id: top.id })}>
      {views.map((view) => (
        <Modal key={view.id} view={view} isTop={view === top} />
      ))}
    </Dialog>
  );
}
