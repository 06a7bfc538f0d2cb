// The catalogue in use. Another language is another file of the same shape, chosen here.
import { english, type Texts } from "./english";

export const texts: Texts = english;
