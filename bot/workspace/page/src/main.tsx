import { createRoot } from "react-dom/client";
import "slack-blocks-to-jsx/dist/style.css";
import "./styles/theme.css";
import "./styles/layout.css";
import "./styles/sidebar.css";
import "./styles/messages.css";
import "./styles/composer.css";
import "./styles/blocks.css";
import "./styles/elements.css";
import "./styles/dialogs.css";
import "./styles/inspector.css";
import { App } from "./App";
import { permalinkPlace } from "./workspace/address";

// A permalink that was opened by itself leads to its place in the page.
const place = permalinkPlace(window.location.href);
if (place) window.history.replaceState(null, "", `/${place}`);

const page = document.getElementById("page");
if (page) createRoot(page).render(<App />);
