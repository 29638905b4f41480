"""What the browser may load: a strict content security policy in the head of each page."""

from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.builders import Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.theming import Theme

from ..policy import INLINE_SCRIPT, policy, with_policy


def scripts_of_templates(html: str, context: dict[str, Any]) -> list[str]:
    """The inline scripts of a page that its templates wrote, and not the text that they were filled with."""
    filled = [text for text in context.values() if isinstance(text, str)]
    scripts = INLINE_SCRIPT.findall(html)
    return [script for script in scripts if not any(f"<script>{script}</script>" in text for text in filled)]


class PolicyTemplates(BuiltinTemplateLoader):
    """Sphinx's templates, kept as compiled between builds, with the policy of each whole page in its head."""

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        super().init(builder, theme, dirs)
        store = builder.outdir.parent / "templates"
        store.mkdir(parents=True, exist_ok=True)
        self.environment.bytecode_cache = FileSystemBytecodeCache(str(store))

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]  # Sphinx declares None
        html = str(super().render(template, context))
        return with_policy(html, policy(scripts_of_templates(html, context)))
