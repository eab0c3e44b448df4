"""Writes an STL file for each part, and the pictures.

    .venv-hardware/bin/python hardware/enclosure/make.py

Needs CadQuery (`pip install cadquery`, which brings VTK for the picture).
"""
# ruff: noqa: INP001, T201, ANN001, ANN201, PLR0915  a script around libraries without types
# mypy: ignore-errors

from pathlib import Path

import vtk
from cadquery import exporters
from parts import PARTS, shutter
from sizes import SIZES

HERE = Path(__file__).parent
COLOURS = {
    "body": (0.93, 0.90, 0.84),
    "back": (0.55, 0.52, 0.48),
    "bracket": (0.45, 0.55, 0.62),
    "diffuser": (1.0, 0.78, 0.25),
    "shutter": (0.25, 0.25, 0.27),
}
BUTTONS = ((0.20, 0.45, 0.75), (0.90, 0.70, 0.15), (0.85, 0.40, 0.10), (0.45, 0.45, 0.45))


def actor(solid, colour, shift=(0, 0, 0)):
    """Return a solid as a VTK actor."""
    points, faces = solid.val().tessellate(0.1, 0.2)
    mesh, cells, places = vtk.vtkPolyData(), vtk.vtkCellArray(), vtk.vtkPoints()
    for point in points:
        places.InsertNextPoint(point.x + shift[0], point.y + shift[1], point.z + shift[2])
    for face in faces:
        cells.InsertNextCell(3, face)
    mesh.SetPoints(places)
    mesh.SetPolys(cells)
    normals = vtk.vtkPolyDataNormals()
    normals.SetInputData(mesh)
    normals.SetFeatureAngle(30)
    mapper = vtk.vtkPolyDataMapper()
    mapper.SetInputConnection(normals.GetOutputPort())
    painted = vtk.vtkActor()
    painted.SetMapper(mapper)
    surface = painted.GetProperty()
    surface.SetColor(*colour)
    surface.SetAmbient(0.25)
    surface.SetDiffuse(0.75)
    surface.SetSpecular(0.15)
    surface.SetSpecularPower(20)
    return painted


def button_caps():
    """Return the caps of the buttons on top, which are bought, not printed."""
    import cadquery as cq

    for place, colour in zip(reversed(SIZES.button_places), BUTTONS, strict=True):
        base = cq.Workplane("XZ", origin=(place, SIZES.high / 2 + 4, SIZES.button_at))
        yield base.circle(5.6).extrude(4), colour


def bought():
    """Return the lens and the speaker's cone, which are visible through the front."""
    import cadquery as cq

    lens = cq.Workplane("XY", origin=(*SIZES.eye, SIZES.front + SIZES.lens_behind)).circle(5.5).extrude(6)
    glass = (
        cq.Workplane("XY", origin=(*SIZES.eye, SIZES.front + SIZES.lens_behind - 0.2)).circle(3).extrude(1)
    )
    cone = cq.Workplane("XY", origin=(*SIZES.voice, SIZES.front + 1)).circle(SIZES.grille / 2).extrude(4)
    yield from ((lens, (0.08, 0.08, 0.09)), (glass, (0.15, 0.20, 0.35)), (cone, (0.12, 0.12, 0.12)))


def picture(actors, file, position, size=(1000, 1000), zoom=1.0):
    """Render `actors`, seen from `position`."""
    stage = vtk.vtkRenderer()
    stage.SetBackground(1, 1, 1)
    for one in actors:
        stage.AddActor(one)
    stage.GetActiveCamera().SetPosition(*position)
    stage.GetActiveCamera().SetViewUp(0, 1, 0)
    stage.GetActiveCamera().SetViewAngle(24)
    stage.ResetCamera()
    stage.GetActiveCamera().Zoom(zoom)
    stage.ResetCameraClippingRange()
    for light_at, strength in (((-300, 500, -600), 0.9), ((500, 200, -300), 0.45), ((0, 100, 600), 0.3)):
        light = vtk.vtkLight()
        light.SetPosition(*light_at)
        light.SetIntensity(strength)
        stage.AddLight(light)
    window = vtk.vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetMultiSamples(8)
    window.SetSize(*size)
    window.AddRenderer(stage)
    window.Render()
    grab = vtk.vtkWindowToImageFilter()
    grab.SetInput(window)
    writer = vtk.vtkPNGWriter()
    writer.SetFileName(str(file))
    writer.SetInputConnection(grab.GetOutputPort())
    writer.Write()


def main():
    """Write everything."""
    solids = {name: make() for name, make in PARTS.items()}
    for name, solid in solids.items():
        exporters.export(solid, str(HERE / f"{name}.stl"), tolerance=0.1, angularTolerance=0.6)
        whole = "valid" if solid.val().isValid() else "NOT VALID"
        print(f"{name}: {solid.val().Volume() / 1000:.0f} cm3, {whole}")
    whole = [actor(solids[name], COLOURS[name]) for name in ("body", "back", "bracket", "diffuser")]
    whole += [actor(shutter(turn=90), COLOURS["shutter"])]
    whole += [actor(solid, colour) for solid, colour in (*button_caps(), *bought())]
    whole[3].GetProperty().SetAmbient(0.9)  # the ring is lit
    picture(whole, HERE / "enclosure.png", (-260, 190, -520))
    order = {"shutter": -45, "body": 0, "diffuser": 140, "bracket": 170, "back": 165}
    apart = [actor(solids[name], COLOURS[name], (0, 0, shift)) for name, shift in order.items()]
    picture(apart, HERE / "parts.png", (-620, 300, -260), (1300, 800), 1.35)


if __name__ == "__main__":
    main()
