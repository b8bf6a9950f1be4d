import type { MetaFunction } from "@remix-run/node";
import { ExamFormatScreen } from "#app/ui/public/exam-format-screen.tsx";
import { pageTitle } from "../web/page-title.ts";

export const meta: MetaFunction = () => pageTitle("The exam");

export default ExamFormatScreen;
