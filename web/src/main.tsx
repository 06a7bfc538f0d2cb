// The page starts: a desk, and React to show it.
import "@mantine/core/styles.css";
import "./page/page.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { Desk } from "./desk/desk";
import { DeskContext } from "./desk/useDesk";
import { followAddress, openInAddress } from "./page/address";
import { nonce } from "./page/nonce";
import { Page } from "./page/Page";
import { theme } from "./page/theme";

const desk = new Desk();
followAddress(desk);
void desk.start(openInAddress());

const root = document.getElementById("page");
if (root === null) throw new Error("index.html has no #page");
createRoot(root).render(
  <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
    <DeskContext value={desk}>
      <Page />
    </DeskContext>
  </MantineProvider>,
);
