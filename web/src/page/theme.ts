// How the page looks: one accent, quiet surfaces, numbers that do not jump.
import { createTheme, Modal } from "@mantine/core";
import { texts } from "../texts/texts";

/** Of what goes ahead: accept, complete, become ready. White on it is easy to read. */
export const GO = "#1a7a3a";

export const theme = createTheme({
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": texts.close } } }),
  },
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  colors: {
    // the greys of the dark page, from text to ground, with the same touch of blue as page.css
    dark: [
      "#d5d9e5",
      "#b5bccd",
      "#949db3",
      "#6c7690",
      "#3a4257",
      "#2c3345",
      "#1e2330",
      "#171b25",
      "#12151d",
      "#0d1016",
    ],
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  headings: { fontWeight: "650" },
});
