// The app's Home tab for this person.
import { Blocks } from "../blocks/Blocks";
import { SurfaceContext, useGround } from "../blocks/surface";
import type { View } from "../workspace/contract";
import { useDesk } from "../workspace/desk";

function Published({ home }: { home: View }) {
  const { surface } = useGround({ container: { view_id: home.id }, blocks: home.blocks });
  return (
    <SurfaceContext value={surface}>
      <Blocks blocks={home.blocks} />
    </SurfaceContext>
  );
}

export function HomeTab({ home }: { home: View | null }) {
  const { name } = useDesk().bootstrap.bot;
  return (
    <div id="home-panel" className="home" role="tabpanel" aria-label="Home" tabIndex={0}>
      <div className="home-content">
        {home ? <Published key={home.id} home={home} /> : <p className="quiet">{name} has published nothing here yet.</p>}
      </div>
    </div>
  );
}
