"""The wording rules in Spanish: what is caught and what passes, typed with accents or without."""

import pytest

from kindred.config import CONTENT
from kindred.wording.check import check_text
from kindred.wording.notes import check_note
from kindred.wording.readings import fold
from kindred.wording.rule_files import english_rules, in_words_of, rule_faults, rules_of
from kindred.wording.rules import TextKind

SPANISH = rules_of(CONTENT, "es").rules

# row, kind, what is caught, what passes
TRIED: list[tuple[str, TextKind, str, str]] = [
    ("W1-you-have", "cause", "Quizá tienes depresión.", "Si te han dicho que tienes depresión, hay ayuda."),
    ("W1-you-have", "note", "Eres bipolar.", "Si eres autista, este canal es para ti."),
    ("W1-you-have", "page", "Puede que tengas un trastorno.", "Hay gente que vive con ansiedad."),
    ("W1-list-of-signs", "cause", "Señales de que tienes un problema.", "Cómo puede notarse."),
    ("W1-quiz", "page", "Haz el test y mira.", "Elige una tarjeta y mira."),
    ("W2-advice", "strategy", "Deja de tomar tus antidepresivos.", "Te pueden decir qué puede ayudar."),
    ("W2-medication", "cause", "La medicación puede ayudar.", "Una consulta puede ayudar."),
    ("W3-public", "reminder", "Después del maltrato cuesta confiar.", "Después de una época difícil cuesta confiar."),
    ("W4-how-it-is-called", "page", "Cometió suicidio.", "Murió por suicidio."),
    ("W4-how-it-is-called", "note", "Tuvo un intento fallido.", "Pregunta: ¿Estás pensando en suicidarte? Y escucha."),
    ("W4-method", "note", "Habló de ahorcarse.", "¿Alguna sobredosis o intoxicación? Llama a emergencias."),
    ("W4-topic", "cause", "Algunas personas piensan en el suicidio.", "Algunas personas no pueden más."),
    ("W4-in-a-note", "note", "Aquí se trata el suicidio.", "Si piensas en el suicidio, aquí hay gente que escucha."),
    ("W4-told-to-die", "note", "Mátate.", "El tiempo se pasa volando."),
    ("W4-told-to-die", "note", "Suicídate ya.", "Aquí hay gente que te escucha."),
    ("W5-smaller", "cause", "Eso suena a locura.", "Eso suena muy raro."),
    ("W5-smaller", "strategy", "Deja a la gente tóxica.", "Aléjate de quien te hace daño."),
    ("W5-insults", "note", "Eres un retrasado.", "Perdona, voy retrasado."),
    ("W5-insults", "note", "No vales nada.", "A veces sientes que no vales nada, y aquí se te quiere."),
    ("W5-insults", "note", "Cállate, maricón.", "Aquí cabe la gente LGBT."),
    ("W5-insults", "note", "Eres una puta.", "No eres tonta por preguntar."),
    ("W6-victims", "cause", "Sufre de tristeza.", "Vive con tristeza."),
    ("W6-person-first", "cause", "Los enfermos mentales lo saben.", "Las personas autistas lo saben."),
    ("W6-disorder", "cause", "Es un trastorno.", "El trastorno de ansiedad tiene ayuda."),
    ("W7-autism", "page", "Depresión, ansiedad y autismo influyen.", "La gente autista y la otra se malinterpretan."),
    ("W8-one-person", "page", "Los usuarios pueden elegir.", "Puedes elegir. Ten paciencia contigo."),
    ("W8-plain", "page", "Algunos individuos lo notan.", "Algunas personas lo notan."),
    ("W9-order", "reminder", "Deberías escribir hoy.", "No tienes que escribir hoy."),
    ("W9-order", "strategy", "Necesitas hablar con alguien.", "Si necesitas hablar, aquí hay gente."),
    ("W9-order", "strategy", "Hay que salir más.", "No hay que salir más."),
    ("W9-order", "strategy", "Debes contestar.", "No le debes una respuesta, y no les debes nada."),
    ("W9-order", "strategy", "No tienes que responder, pero debes leer.", "Sientes que debes responder."),
    ("W11-guilt", "reminder", "No te olvides de tus amistades.", "Cuando te venga bien, manda una línea."),
    ("W11-guilt", "reminder", "Mantén tu racha.", "Aquí no hay rachas."),
    ("W11-again", "strategy", "Si falla, vuelve a intentarlo.", "En otro momento también está bien."),
    ("W11-looking-back", "reminder", "Piensa en la semana pasada.", "Piensa en esta semana."),
    ("W12-cheerful", "reminder", "¡Ánimo!", "Si estás con poco ánimo. Eso también vale."),
    ("W12-cheerful", "cause", "Échale ganas.", "Hoy puede ser un día difícil."),
    ("W12-shaming", "note", "Toca pasto.", "Hay un paseo del grupo por el pasto del parque."),
    ("W12-shaming", "note", "¡Sal a la calle!", "Si quieres, sal a la calle a mirar el cielo."),
    ("W12-easy", "strategy", "Simplemente manda un saludo.", "No es fácil mandar un saludo."),
    ("W13-promise", "strategy", "Un saludo te hará feliz.", "Un saludo puede alegrar un día."),
    ("W13-promise", "cause", "Eso se cura.", "Nada lo cura todo."),
    ("W14-fright", "connecting", "La soledad mata.", "La soledad va unida a más cansancio."),
    ("W14-length-of-life", "cause", "La gente sola muere antes.", "La gente sola se cansa más."),
    ("W16-open-up", "cause", "Después de un trauma, ábrete.", "Después de un trauma, ve a tu ritmo."),
    ("W17-calls", "strategy", "Llama a tu amistad.", "Llama a tu amistad, o manda un mensaje."),
    ("W18-meeting", "reminder", "Reúnete con alguien nuevo.", "Reúnete con alguien nuevo en un grupo."),
    ("W18-private-messages", "reminder", "Escríbele por privado.", "Escríbele en un canal abierto."),
    ("W18-details", "page", "Comparte tu dirección.", "Nunca compartas ni des tu dirección."),
    ("W18-secrets", "strategy", "Cuéntale a alguien: comparte tus secretos.", "Comparte una canción."),
    ("W19-in-public", "reminder", "Cuéntanos de tu semana.", "Piensa en tu semana, para ti."),
    ("W19-in-public", "reminder", "Comparte tu historia.", "Reacciona con el emoji que mejor quede."),
    ("W27-countdown", "reminder", "Es tu última oportunidad.", "Cuando te venga bien."),
]
IDS = [f"{row} {caught}" for row, _, caught, _ in TRIED]


def rows(text: str, kind: TextKind) -> set[str]:
    return {each.row for each in check_text(text, kind=kind, english=False, rules=SPANISH, grade=False)}


@pytest.mark.parametrize(("row", "kind", "caught", "passes"), TRIED, ids=IDS)
def test_a_spanish_sentence_is_caught_with_accents_and_without(
    row: str, kind: TextKind, caught: str, passes: str
) -> None:
    assert row in rows(caught, kind)
    assert row in rows(fold(caught), kind)


@pytest.mark.parametrize(("row", "kind", "caught", "passes"), TRIED, ids=IDS)
def test_a_spanish_sentence_that_is_fine_passes(row: str, kind: TextKind, caught: str, passes: str) -> None:
    assert row not in rows(passes, kind)
    assert row not in rows(fold(passes), kind)


def test_every_spanish_row_with_a_pattern_is_tried() -> None:
    assert {rule.name for rule in SPANISH} == {row for row, _, _, _ in TRIED}


def test_spanish_says_every_rule_of_english_and_no_row_is_at_fault() -> None:
    english = {rule.name for rule in english_rules() if rule.id != "W29"}
    assert english <= rules_of(CONTENT, "es").told.keys()
    assert rule_faults(CONTENT, ["es"]) == []


@pytest.mark.parametrize("note", ["Mátate.", "Suicidate.", "No vales nada.", "Toca pasto.", "Debes hablar ya."])
def test_a_spanish_note_that_hurts_is_refused_in_spanish(note: str) -> None:
    found = in_words_of(check_note(note, english=False, rules=SPANISH), CONTENT, "es")
    said = {told.says for told in rules_of(CONTENT, "es").told.values()}
    assert any(each.fault and each.says in said for each in found)


@pytest.mark.parametrize("note", ["Aquí hay gente que escucha. No le debes nada a nadie.", "Escribe en #ayuda."])
def test_a_kind_spanish_note_is_kept(note: str) -> None:
    assert check_note(note, english=False, rules=SPANISH) == []
